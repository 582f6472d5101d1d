"""The page Méthode: how each number is made, how far an estimate lies, what each word means."""
