"""The science of the dashboard: from open data to indicators of access to general practitioners."""
