"""The evidence dossier of one ring: for a panel to read in ten minutes and to check in an hour."""
