from indicators.bundle import Bundle
from indicators.editions import editions_held


def test_the_editions_of_the_apl_follow_one_another(bundle: Bundle) -> None:
    held = {one.edition: one for one in editions_held(bundle)}
    # There is no 2020.
    assert held["apl-2015-2021"].years == (2015, 2016, 2017, 2018, 2019, 2021)
    assert held["apl-2022-2024"].years == (2022, 2023, 2024)
    assert "apl" in held["apl-2015-2021"].indicators
    assert "apl65" not in held["apl-2015-2021"].indicators
    assert "gp_density" in held["bpe-d201"].indicators


def test_the_oldest_edition_comes_first(bundle: Bundle) -> None:
    first = [one.years[0] for one in editions_held(bundle)]
    assert first == sorted(first)
