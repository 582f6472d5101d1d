"""How the pages are made for all readers, and what is not: no statement of conformity."""

from __future__ import annotations

from dash import html

from layouts.context import Context
from layouts.markup import Child

ANCHOR = "accessibilite"


def accessibility(context: Context) -> list[Child]:
    """Say what is aimed at, what is checked, what is known to be lacking, and whom to tell."""
    t = context.t
    told = [
        t(
            "Ces pages visent le niveau AA des règles internationales (WCAG 2.2), sur lesquelles "
            "repose le référentiel français (RGAA)."
        ),
        t(
            "Chaque page est contrôlée par un outil automatique (axe), en clair et en sombre, sur "
            "ordinateur et sur téléphone. Il n'y a pas eu d'audit complet: aucune conformité n'est "
            "déclarée ici. L'organisme qui publie cette application y ajoute sa déclaration."
        ),
        t(
            "Chaque carte et chaque graphique a son tableau, et la couleur n'est jamais seule à "
            "porter un sens."
        ),
        t(
            "Limites connues: les formes d'une carte ne se parcourent ni au clavier ni avec un "
            "lecteur d'écran. La recherche en haut de chaque page choisit un territoire sans la "
            "carte, et le tableau sous la carte en donne toutes les valeurs."
        ),
        t("Un obstacle? Dites-le à l'organisme qui publie cette application."),
    ]
    return [html.H2(t("Accessibilité"), id=ANCHOR), html.Ul([html.Li(text) for text in told])]
