package serve

import (
	"strconv"
	"strings"

	"vae"
)

// openAPI describes the server for other programs (https://spec.openapis.org/oas/v3.1.0).
func (s *Server) openAPI() schema {
	now := s.Loaded()
	paths := schema{
		healthPath:  schema{"get": described("Whether the server is there to stay", mediaJSON)},
		metricsPath: schema{"get": described("Figures for Prometheus", "text/plain")},
	}
	for _, rt := range routes {
		paths[rt.path] = schema{strings.ToLower(rt.method): rt.openAPI(now)}
	}
	text := schema{"error": schema{"type": "string"}}
	failure := schema{"type": "object", "required": []string{"error"}, "properties": text}
	return schema{
		"openapi": "3.1.0",
		"info":    schema{"title": "vae serve " + s.Name, "version": s.Version},
		"paths":   paths,
		"components": schema{"responses": schema{"error": schema{
			"description": "Why there is no answer", "content": schema{mediaJSON: schema{"schema": failure}},
		}}},
	}
}

// described returns a request that needs nothing.
func described(summary, media string) schema {
	return schema{"summary": summary, "responses": answered(summary, schema{media: schema{}})}
}

// answered returns the responses to a request.
func answered(help string, content schema) schema {
	return schema{
		"200":     schema{"description": help, "content": content},
		"default": schema{"$ref": "#/components/responses/error"},
	}
}

func (rt route) openAPI(l *Loaded) schema {
	content := schema{}
	for _, f := range rt.formats() {
		content[f.media] = schema{}
	}
	content[mediaJSON] = schema{"schema": rt.schema()}
	params := []schema{}
	for _, p := range rt.params {
		if p, ok := rt.offered(p, l); ok {
			described := p.openAPI()
			if p.name == label.name && rt.body != nil {
				described["required"] = true
			}
			params = append(params, described)
		}
	}
	operation := schema{
		"summary": rt.help, "operationId": strings.TrimPrefix(rt.path, "/"), "parameters": params,
		"responses": answered(rt.help, content),
	}
	if rt.body != nil {
		operation["requestBody"] = rt.body.openAPI(l.Model)
	}
	return operation
}

// offered returns a parameter with what it may be for a checkpoint; it is not ok if that is nothing.
func (rt route) offered(p param, l *Loaded) (_ param, ok bool) {
	switch {
	case p.name == label.name:
		classes := rt.classes(l)
		p.of = labelsSchema(classes)
		return p, len(classes) > 0
	case p.name == scorePrior.name && l.Fitted == nil:
		p.of = schema{"type": "string", "enum": []string{ownPrior}}
	}
	return p, true
}

// classes returns those whose labels requests can have.
func (rt route) classes(l *Loaded) []vae.Class {
	switch {
	case l.Model.Config().Conditional:
		return l.Model.Config().Classes
	case rt.body == nil && l.Fitted != nil:
		return l.Fitted.Classes()
	}
	return nil
}

// labelsSchema is the schema of labels of classes, between commas.
func labelsSchema(classes []vae.Class) schema {
	one := "(" + strings.ReplaceAll(names(classes, func(c vae.Class) string { return strconv.Itoa(c.Label) }), ", ", "|") + ")"
	return schema{"type": "string", "pattern": "^" + one + "(," + one + ")*$"}
}

// schema is that of an answer in JSON.
func (rt route) schema() schema {
	properties := schema{}
	for _, a := range rt.gives {
		properties[a.name] = schema{"type": "array", "description": a.help}
	}
	return schema{"type": "object", "properties": properties}
}

func (p param) openAPI() schema {
	of := schema{}
	for key, value := range p.of {
		of[key] = value
	}
	if p.usual != "" {
		of["default"] = p.usual
		if n, err := strconv.ParseFloat(p.usual, 64); err == nil {
			of["default"] = n
		} else if b, err := strconv.ParseBool(p.usual); err == nil {
			of["default"] = b
		}
	}
	return schema{"name": p.name, "in": "query", "description": p.help, "schema": of}
}

func (b *body) openAPI(m *vae.Model) schema {
	content := schema{}
	for _, media := range b.media {
		content[media] = schema{}
	}
	content[mediaJSON] = schema{"schema": b.of(m)}
	return schema{"description": b.name + ": " + b.help, "required": true, "content": content}
}
