// Package graphiql serves GraphiQL, a page on which people try out the GraphQL API, from the
// program itself: nothing is loaded from elsewhere.
package graphiql

import (
	"crypto/rand"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"path"
	"strings"
)

//go:generate npm ci
//go:generate npm run build

//go:embed dist/graphiql.js dist/graphiql.css dist/LICENSES.txt
var dist embed.FS

// contentSecurityPolicy lets the page run its own script, talk to its own server, and nothing
// else. The nonce, new for each page, is for the style that the dialogs' library writes into it.
func contentSecurityPolicy(nonce string) string {
	return "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-" + nonce + "'; font-src data:; img-src data:; " +
		"connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
}

var page = template.Must(template.New("page").Parse(`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="graphql-endpoint" content="{{.Endpoint}}">
<meta name="style-nonce" content="{{.Nonce}}">
<title>guestd: GraphiQL</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="{{.Base}}/graphiql.css?v={{.Version}}">
</head>
<body>
<div id="graphiql">Loading…</div>
<noscript>GraphiQL needs JavaScript. The API itself is at {{.Endpoint}}.</noscript>
<script type="module" src="{{.Base}}/graphiql.js?v={{.Version}}"></script>
</body>
</html>
`))

// handler serves the page and, below it, its files.
type handler struct {
	endpoint string
	files    map[string]file
	version  string // of all files together
}

type file struct {
	content     []byte
	contentType string
}

// Handler serves the page for the API at the endpoint, a path on the same server. It is to be
// mounted both at a path and below it ("/graphiql" and "/graphiql/"). A bearer token given in the
// page's fragment (#token=…) goes into the headers of what the page asks.
func Handler(endpoint string) http.Handler {
	h := &handler{endpoint: endpoint, files: map[string]file{}}
	sum := sha256.New()
	for _, f := range []struct{ name, contentType string }{
		{"graphiql.js", "text/javascript; charset=utf-8"},
		{"graphiql.css", "text/css; charset=utf-8"},
		{"LICENSES.txt", "text/plain; charset=utf-8"},
	} {
		content, err := dist.ReadFile("dist/" + f.name)
		if err != nil {
			panic(err) // it is embedded by the line above, or the program does not build
		}
		_, _ = sum.Write(content) // a hash takes everything
		h.files[f.name] = file{content, f.contentType}
	}
	h.version = hex.EncodeToString(sum.Sum(nil))[:16]
	return h
}

func (h *handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	header := w.Header()
	nonce := rand.Text()
	header.Set("Content-Security-Policy", contentSecurityPolicy(nonce))
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("Referrer-Policy", "no-referrer")
	header.Set("Cross-Origin-Opener-Policy", "same-origin")
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		header.Set("Allow", "GET, HEAD")
		http.Error(w, "GraphiQL is read with GET", http.StatusMethodNotAllowed)
		return
	}
	if f, found := h.files[path.Base(r.URL.Path)]; found {
		h.serveFile(w, r, f)
		return
	}
	header.Set("Content-Type", "text/html; charset=utf-8")
	header.Set("Cache-Control", "no-cache")
	_ = page.Execute(w, struct{ Endpoint, Nonce, Base, Version string }{h.endpoint, nonce, mountedAt(r), h.version}) // fails only with the connection
}

// serveFile lets a browser keep for good what is asked for by version.
func (h *handler) serveFile(w http.ResponseWriter, r *http.Request, f file) {
	header := w.Header()
	header.Set("Content-Type", f.contentType)
	header.Set("Cache-Control", "no-cache")
	if r.URL.Query().Get("v") == h.version {
		header.Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	header.Set("Content-Length", fmt.Sprint(len(f.content)))
	if r.Method == http.MethodGet {
		_, _ = w.Write(f.content) // fails only with the connection
	}
}

// mountedAt is the page's own path as the browser knows it, also behind http.StripPrefix.
func mountedAt(r *http.Request) string {
	at := r.URL.Path
	if asked, err := url.ParseRequestURI(r.RequestURI); err == nil {
		at = asked.Path
	}
	return strings.TrimRight(at, "/")
}
