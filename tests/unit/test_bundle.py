from indicators.bundle import Bundle


def test_rows_are_those_of_the_whole_table_that_match(bundle: Bundle) -> None:
    table = bundle.observations.astype({"indicator": str, "level": str, "code": str})
    wanted = table[
        (table["indicator"] == "apl")
        & (table["level"] == "commune")
        & (table["code"] == "62041")
        & (table["year"] >= 2022)
    ]

    found = bundle.rows("apl", "commune", codes=["62041"], years=[2022, 2023, 2024])

    assert list(found["year"]) == list(wanted["year"]) == [2022, 2023, 2024]
    assert list(found["value"]) == list(wanted["value"])
    assert not (found.dtypes == "category").any()


def test_rows_keep_the_order_of_the_table_across_indicators(bundle: Bundle) -> None:
    found = bundle.rows(level="departement", codes=["62"])

    assert found.index.is_monotonic_increasing
    assert found["indicator"].nunique() > 10


def test_no_row_where_nothing_is_held(bundle: Bundle) -> None:
    assert bundle.rows("apl", "region", codes=["11"]).empty
    assert bundle.rows("unknown").empty
