"""An invented RPPS extraction, in the exact form of the ANS's."""

from __future__ import annotations

HEADER = (
    "Type d'identifiant PP|Identifiant PP|Identification nationale PP|Code civilité d'exercice|"
    "Libellé civilité d'exercice|Code civilité|Libellé civilité|Nom d'exercice|Prénom d'exercice|"
    "Code profession|Libellé profession|Code catégorie professionnelle|"
    "Libellé catégorie professionnelle|Code type savoir-faire|Libellé type savoir-faire|"
    "Code savoir-faire|Libellé savoir-faire|Code mode exercice|Libellé mode exercice|"
    "Numéro SIRET site|Numéro SIREN site|Numéro FINESS site|"
    "Numéro FINESS établissement juridique|Identifiant technique de la structure|"
    "Raison sociale site|Enseigne commerciale site|Complément destinataire (coord. structure)|"
    "Complément point géographique (coord. structure)|Numéro Voie (coord. structure)|"
    "Indice répétition voie (coord. structure)|Code type de voie (coord. structure)|"
    "Libellé type de voie (coord. structure)|Libellé Voie (coord. structure)|"
    "Mention distribution (coord. structure)|Bureau cedex (coord. structure)|"
    "Code postal (coord. structure)|Code commune (coord. structure)|"
    "Libellé commune (coord. structure)|Code pays (coord. structure)|"
    "Libellé pays (coord. structure)|Téléphone (coord. structure)|"
    "Téléphone 2 (coord. structure)|Télécopie (coord. structure)|"
    "Adresse e-mail (coord. structure)|Code Département (structure)|"
    "Libellé Département (structure)|Ancien identifiant de la structure|"
    "Autorité d'enregistrement|Code secteur d'activité|Libellé secteur d'activité|"
    "Code section tableau pharmaciens|Libellé section tableau pharmaciens|Code rôle|"
    "Libellé rôle|Code genre activité|Libellé genre activité|"
)
COLUMNS = tuple(HEADER.split("|"))
_COMMON = {
    "Type d'identifiant PP": "8",
    "Code civilité d'exercice": "DR",
    "Libellé civilité d'exercice": "Docteur",
    "Nom d'exercice": "NOMINVENTÉ",
    "Prénom d'exercice": "Prénominventé",
    "Code profession": "10",
    "Libellé profession": "Médecin",
    "Code catégorie professionnelle": "C",
    "Libellé catégorie professionnelle": "Civil",
    "Code type savoir-faire": "S",
    "Libellé type savoir-faire": "Spécialité ordinale",
    "Code savoir-faire": "SM26",
    "Libellé savoir-faire": "Qualifié en Médecine Générale (SM)",
    "Code mode exercice": "L",
    "Raison sociale site": 'CABINET "DES LILAS" DR NOMINVENTÉ',
    "Libellé Voie (coord. structure)": "DE LA GARE",
    "Autorité d'enregistrement": "CNOM/CNOM/ARS",
    "Code secteur d'activité": "SA07",
}


def activity(doctor: int, commune: str, structure: str = "R1", **other: str) -> tuple[str, ...]:
    """Give a row: ``mode``, ``sector``, ``skill``, ``profession``, ``category`` may be said."""
    said = {
        "mode": "Code mode exercice",
        "sector": "Code secteur d'activité",
        "skill": "Code savoir-faire",
        "profession": "Code profession",
        "category": "Code catégorie professionnelle",
    }
    number = f"{doctor:011d}"
    values = _COMMON | {
        "Identifiant PP": number,
        "Identification nationale PP": f"8{number}",
        "Identifiant technique de la structure": structure,
        "Code commune (coord. structure)": commune,
        **{said[name]: value for name, value in other.items()},
    }
    return tuple(values.get(column, "") for column in COLUMNS)
