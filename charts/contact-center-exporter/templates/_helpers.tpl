{{- define "exporter.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 50 | trimSuffix "-" }}
{{- end }}

{{/* At most 50 characters: the names of pods and volumes append to it. */}}
{{- define "exporter.fullname" -}}
{{- if .Values.fullnameOverride }}
{{- .Values.fullnameOverride | trunc 50 | trimSuffix "-" }}
{{- else }}
{{- $name := include "exporter.name" . }}
{{- if contains $name .Release.Name }}
{{- .Release.Name | trunc 50 | trimSuffix "-" }}
{{- else }}
{{- printf "%s-%s" .Release.Name $name | trunc 50 | trimSuffix "-" }}
{{- end }}
{{- end }}
{{- end }}

{{/* What selects the pods. It cannot change in an upgrade. */}}
{{- define "exporter.selectorLabels" -}}
app.kubernetes.io/name: {{ include "exporter.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "exporter.labels" -}}
{{ include "exporter.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- end }}

{{- define "exporter.serviceAccountName" -}}
{{- if .Values.serviceAccount.create }}
{{- default (include "exporter.fullname" .) .Values.serviceAccount.name }}
{{- else }}
{{- default "default" .Values.serviceAccount.name }}
{{- end }}
{{- end }}

{{- define "exporter.image" -}}
{{- if .Values.image.digest }}
{{- printf "%s@%s" .Values.image.repository .Values.image.digest }}
{{- else }}
{{- printf "%s:%s" .Values.image.repository (default .Chart.AppVersion .Values.image.tag) }}
{{- end }}
{{- end }}

{{/* The configuration, with the state file in the state volume unless it says otherwise. */}}
{{- define "exporter.config" -}}
{{- $defaults := dict "prediction" (dict "state_path" "/var/lib/contact-center-exporter/prediction.json") }}
{{- toYaml (mergeOverwrite $defaults (deepCopy .Values.config)) }}
{{- end }}

{{/* Whether there is a configuration; without one, the exporter serves its demo. */}}
{{- define "exporter.hasConfig" -}}
{{- if or .Values.existingConfigMap .Values.config.tenants }}true{{ end }}
{{- end }}

{{- define "exporter.isStateful" -}}
{{- if or (gt (int .Values.shards.total) 1) .Values.state.persistent }}true{{ end }}
{{- end }}

{{- define "exporter.check" -}}
{{- if gt (int .Values.replicas) 1 }}
{{- if not (include "exporter.hasConfig" .) }}
{{- fail "replicas: several replicas need a configuration with tenants and a cluster" }}
{{- end }}
{{- if and (not .Values.existingConfigMap) (not .Values.config.cluster) }}
{{- fail "replicas: several replicas poll every tenant several times unless they share them; set config.cluster.redis_url_file" }}
{{- end }}
{{- end }}
{{- if and .Values.web.clientCertificates (not .Values.web.tls) }}
{{- fail "web.clientCertificates: client certificates need web.tls" }}
{{- end }}
{{- if and .Values.web.tls (not .Values.web.existingSecret) }}
{{- fail "web.tls: TLS needs web.existingSecret with web.yaml and its certificate" }}
{{- end }}
{{- end }}

{{/* A probe: the kubelet has no client certificate to show, so the program asks itself where one is required. */}}
{{- define "exporter.probe" -}}
{{- if .root.Values.web.clientCertificates -}}
exec:
  command: [node, /app/dist/main.js, healthcheck, --of-process=1, "--timeout={{ .probe.timeoutSeconds }}s"]
{{- else -}}
httpGet:
  path: {{ .path }}
  port: metrics
  scheme: {{ ternary "HTTPS" "HTTP" .root.Values.web.tls }}
{{- end }}
{{ toYaml .probe }}
{{- end }}

{{- define "exporter.endpoint" -}}
port: metrics
interval: {{ .Values.monitor.interval }}
scrapeTimeout: {{ .Values.monitor.scrapeTimeout }}
{{- if .Values.web.tls }}
scheme: https
{{- end }}
{{- with .Values.monitor.endpoint }}
{{ toYaml . }}
{{- end }}
{{- end }}
