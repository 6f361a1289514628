{{/* The pod of the Deployment and of the StatefulSets. */}}
{{- define "exporter.pod" -}}
metadata:
  labels:
    {{- include "exporter.labels" . | nindent 4 }}
    {{- with .Values.podLabels }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  annotations:
    # A change of the configuration starts new pods.
    checksum/config: {{ include "exporter.config" . | sha256sum }}
    {{- with .Values.podAnnotations }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
spec:
  serviceAccountName: {{ include "exporter.serviceAccountName" . }}
  automountServiceAccountToken: false
  enableServiceLinks: false
  {{- with .Values.imagePullSecrets }}
  imagePullSecrets:
    {{- range . }}
    - name: {{ . }}
    {{- end }}
  {{- end }}
  securityContext:
    {{- toYaml .Values.podSecurityContext | nindent 4 }}
  terminationGracePeriodSeconds: {{ .Values.terminationGracePeriodSeconds }}
  {{- with .Values.priorityClassName }}
  priorityClassName: {{ . }}
  {{- end }}
  containers:
    - name: exporter
      image: {{ include "exporter.image" . }}
      imagePullPolicy: {{ .Values.image.pullPolicy }}
      args:
        - --log.format=json
        {{- if include "exporter.hasConfig" . }}
        - --config.file=/etc/contact-center-exporter/config.yaml
        {{- end }}
        {{- if .Values.web.existingSecret }}
        - --web.config.file=/etc/contact-center-exporter-web/web.yaml
        {{- end }}
        {{- if gt (int .Values.shards.total) 1 }}
        - --shard.total={{ .Values.shards.total }}
        # The pod's name ends with the number of its shard.
        - --shard.index=$(POD_NAME)
        {{- end }}
        {{- range .Values.extraArgs }}
        - {{ . | quote }}
        {{- end }}
      env:
        - name: POD_NAME
          valueFrom: { fieldRef: { fieldPath: metadata.name } }
        {{- with .Values.extraEnv }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      ports:
        - name: metrics
          containerPort: 10980
          protocol: TCP
      livenessProbe:
        {{- include "exporter.probe" (dict "root" . "path" "/-/healthy" "probe" .Values.probes.liveness) | nindent 8 }}
      # Not ready while a tenant's queues are not known; it is scraped nevertheless.
      readinessProbe:
        {{- include "exporter.probe" (dict "root" . "path" "/-/ready" "probe" .Values.probes.readiness) | nindent 8 }}
      resources:
        {{- toYaml .Values.resources | nindent 8 }}
      securityContext:
        {{- toYaml .Values.securityContext | nindent 8 }}
      volumeMounts:
        - name: state
          mountPath: /var/lib/contact-center-exporter
        {{- if include "exporter.hasConfig" . }}
        - name: config
          mountPath: /etc/contact-center-exporter
          readOnly: true
        {{- end }}
        {{- if .Values.existingSecret }}
        - name: secrets
          mountPath: /run/secrets/contact-center-exporter
          readOnly: true
        {{- end }}
        {{- if .Values.web.existingSecret }}
        - name: web
          mountPath: /etc/contact-center-exporter-web
          readOnly: true
        {{- end }}
  volumes:
    {{- if not .Values.state.persistent }}
    - name: state
      emptyDir: {}
    {{- end }}
    {{- if include "exporter.hasConfig" . }}
    - name: config
      configMap:
        name: {{ default (include "exporter.fullname" .) .Values.existingConfigMap }}
    {{- end }}
    {{- with .Values.existingSecret }}
    - name: secrets
      secret:
        secretName: {{ . }}
        defaultMode: 288 # 0440
    {{- end }}
    {{- with .Values.web.existingSecret }}
    - name: web
      secret:
        secretName: {{ . }}
        defaultMode: 288 # 0440
    {{- end }}
  {{- with .Values.nodeSelector }}
  nodeSelector:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .Values.tolerations }}
  tolerations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .Values.affinity }}
  affinity:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .Values.topologySpreadConstraints }}
  topologySpreadConstraints:
    {{- toYaml . | nindent 4 }}
  {{- end }}
{{- end }}
