"""What members see: dashboards and alert rules, generated from the catalogue of metrics."""
