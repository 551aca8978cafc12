"""What those who run the portal need: backup and restore, metrics, readiness, checks, migrations without downtime."""
