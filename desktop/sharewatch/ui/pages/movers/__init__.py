"""Why a share moved between two days."""
