# Checks of the rules with pint 0.87 (https://cloudflare.github.io/pint/), from this folder:
#   pint --offline lint rules
# With queries to your Prometheus, which must have scraped the exporter and evaluated these rules for some minutes, append
#   prometheus "live" { uri = "http://prometheus.example.com:9090" }
# to this file and leave --offline out.

parser {
  include = ["rules/.*"]
}

checks {
  disabled = [
    # The groups are evaluated at intervals of their own: what a rule takes from another group may be one evaluation old.
    "rule/dependency",
    # Follows divisions through several rules, but not the `> 0` and `label_replace` between them; alerts/tests has the zeros.
    "promql/nan",
  ]
}

check "promql/series" {
  # Series that may be absent, which is a warning then: of a plan, opening hours, watched routing and shards, where there are
  # none; the oldest wait while no one waits; the accuracy of predictions until the first of them can be judged.
  ignoreMetrics = [
    "contact_center_exporter_shards",
    "contact_center_prediction_brier_score",
    "contact_center_queue_agents_planned",
    "contact_center_queue_config_drift",
    "contact_center_queue_config_version",
    "contact_center_queue_offered_planned_interactions",
    "contact_center_queue_oldest_waiting_timestamp_seconds",
    "contact_center_queue_plan_interval_seconds",
    "contact_center_tenant_plan_end_timestamp_seconds",
    "tenant:contact_center_business_hours:bool",
  ]
}

rule {
  match { kind = "alerting" }

  annotation "summary" {
    required = true
    severity = "bug"
  }
  annotation "description" {
    required = true
    severity = "bug"
  }
  annotation "runbook_url" {
    required = true
    value    = "https?://.+"
    severity = "bug"
  }
  label "severity" {
    required = true
    value    = "page|ticket"
    severity = "bug"
  }
}
