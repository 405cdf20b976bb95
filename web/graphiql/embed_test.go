package graphiql

import (
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
)

func get(t *testing.T, server *httptest.Server, method, path string) (*http.Response, string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, server.URL+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	response, err := server.Client().Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response, string(body)
}

// TestThePageFindsItsFiles follows the page's own links, wherever it is mounted.
func TestThePageFindsItsFiles(t *testing.T) {
	t.Parallel()
	mux := http.NewServeMux()
	handler := Handler(`/graphql?a=1&b="2"`)
	mux.Handle("/graphiql", handler)
	mux.Handle("/graphiql/", handler)
	mux.Handle("/api/try/", http.StripPrefix("/api/try", handler))
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	for _, path := range []string{"/graphiql", "/graphiql/", "/api/try/"} {
		response, body := get(t, server, http.MethodGet, path)
		if response.StatusCode != http.StatusOK || !strings.Contains(body, `content="/graphql?a=1&amp;b=&#34;2&#34;"`) {
			t.Errorf("%s: %s, %s", path, response.Status, body)
		}
		links := regexp.MustCompile(`(?:src|href)="(/[^"]+)"`).FindAllStringSubmatch(body, -1)
		if len(links) != 2 {
			t.Fatalf("%s links to %q", path, links)
		}
		for _, link := range links {
			response, body := get(t, server, http.MethodGet, link[1])
			kind := response.Header.Get("Content-Type")
			if len(body) < 100_000 || !strings.HasPrefix(kind, "text/javascript") && !strings.HasPrefix(kind, "text/css") {
				t.Errorf("%s: %s of %d bytes", link[1], kind, len(body))
			}
			if got := response.Header.Get("Cache-Control"); !strings.Contains(got, "immutable") {
				t.Errorf("%s: Cache-Control %q", link[1], got)
			}
		}
	}
}

func TestNothingIsLoadedFromElsewhere(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(Handler("/graphql"))
	t.Cleanup(server.Close)
	response, body := get(t, server, http.MethodGet, "/")
	for _, directive := range strings.Split(response.Header.Get("Content-Security-Policy"), ";") {
		if strings.Contains(directive, "http") || strings.Contains(directive, "*") || strings.Contains(directive, "unsafe-eval") ||
			strings.Contains(directive, "unsafe-inline") {
			t.Errorf("the policy lets in: %s", directive)
		}
	}
	if strings.Contains(body, "://") {
		t.Errorf("the page names another server:\n%s", body)
	}
	_, css := get(t, server, http.MethodGet, "/graphiql.css")
	for _, used := range regexp.MustCompile(`url\([^)]{0,60}|@import[^;]{0,60}`).FindAllString(css, -1) {
		if !strings.HasPrefix(strings.Trim(used[len("url("):], `"'`), "data:") {
			t.Errorf("the style loads %s", used)
		}
	}
}

func TestOnlyReading(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(Handler("/graphql"))
	t.Cleanup(server.Close)
	if response, _ := get(t, server, http.MethodPost, "/"); response.StatusCode != http.StatusMethodNotAllowed {
		t.Errorf("POST: %s", response.Status)
	}
	if response, body := get(t, server, http.MethodHead, "/graphiql.js"); response.StatusCode != http.StatusOK || body != "" || response.ContentLength < 100_000 {
		t.Errorf("HEAD: %s, %d bytes said", response.Status, response.ContentLength)
	}
}
