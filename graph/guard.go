package graph

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/guestd/guestd/internal/signin"
)

// requestTime bounds how long a request may take that is no stream.
const requestTime = 30 * time.Second

const websocketProtocol = "graphql-transport-ws"

// guard lets through what GraphQL's transports take, and refuses the rest in words of its own:
// theirs repeat what was sent. A body must say that it is JSON, which no form of another site's
// page can without asking first.
type guard struct {
	next    http.Handler
	limits  Limits
	origins []string
	address func(*http.Request) string
}

func refuse(w http.ResponseWriter, status int, code, message string) {
	(&signin.Refusal{Status: status, Code: code, Message: message}).Write(w)
}

func (g guard) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	ctx := context.WithValue(r.Context(), addressKey{}, g.address(r))
	ctx = context.WithValue(ctx, readOnlyKey{}, r.Method == http.MethodGet && r.Header.Get("Upgrade") == "")
	stream := r.Header.Get("Upgrade") != "" || strings.Contains(r.Header.Get("Accept"), "text/event-stream")
	if !stream {
		limited, cancel := context.WithTimeout(ctx, requestTime)
		defer cancel()
		ctx = limited
	}
	r = r.WithContext(ctx)
	w.Header().Set("Cache-Control", "no-store")
	switch {
	case r.Header.Get("Upgrade") != "":
		if !offers(r.Header.Values("Sec-WebSocket-Protocol"), websocketProtocol) {
			refuse(w, http.StatusBadRequest, codeBadUserInput, "WebSockets speak the protocol "+websocketProtocol+" here.")
			return
		}
		if !g.fromHere(r) {
			refuse(w, http.StatusForbidden, codeForbidden, "Pages of that site may open no WebSocket here.")
			return
		}
	case r.Method == http.MethodGet:
		q := r.URL.Query()
		if q.Get("query") == "" || !absentOrObject(q.Get("variables")) || !absentOrObject(q.Get("extensions")) {
			refuse(w, http.StatusBadRequest, codeBadUserInput, "A GET has the parameter query, and variables and extensions as JSON objects where there are any.")
			return
		}
	case r.Method == http.MethodPost:
		if !g.readBody(w, r) {
			return
		}
	default:
		w.Header().Set("Allow", "GET, POST")
		refuse(w, http.StatusMethodNotAllowed, codeBadUserInput, "GraphQL takes GET and POST.")
		return
	}
	g.next.ServeHTTP(w, r)
}

// fromHere: a browser says whose page opens a WebSocket, and lets any page do so.
func (g guard) fromHere(r *http.Request) bool {
	origin := r.Header.Get("Origin")
	if origin == "" {
		return true // no browser
	}
	site, err := url.Parse(origin)
	return err == nil && (strings.EqualFold(site.Host, r.Host) || slices.ContainsFunc(g.origins, func(pattern string) bool {
		ok, err := path.Match(strings.ToLower(pattern), strings.ToLower(site.Host))
		return ok && err == nil
	}))
}

// readBody checks the body and puts it back; it answers itself where the body is no good.
func (g guard) readBody(w http.ResponseWriter, r *http.Request) bool {
	if media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || media != "application/json" {
		refuse(w, http.StatusUnsupportedMediaType, codeBadUserInput, "Send the operation as JSON, with Content-Type: application/json.")
		return false
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, g.limits.Body))
	var tooLong *http.MaxBytesError
	switch {
	case errors.As(err, &tooLong):
		refuse(w, http.StatusRequestEntityTooLarge, codeBadUserInput, "The request is longer than 1 MiB. Send fewer rows at a time.")
		return false
	case err != nil:
		refuse(w, http.StatusBadRequest, codeBadUserInput, "The request's body broke off.")
		return false
	case bytes.HasPrefix(bytes.TrimSpace(body), []byte("[")):
		refuse(w, http.StatusBadRequest, codeBadUserInput, "Send one operation at a time; batches are not taken.")
		return false
	}
	var operation struct {
		Query         *string        `json:"query"`
		OperationName *string        `json:"operationName"`
		Variables     map[string]any `json:"variables"`
		Extensions    map[string]any `json:"extensions"`
	}
	if err := json.Unmarshal(body, &operation); err != nil || operation.Query == nil {
		refuse(w, http.StatusBadRequest, codeBadUserInput, "The body is a JSON object with the operation as the string query, and variables as an object where there are any.")
		return false
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	return true
}

func absentOrObject(text string) bool {
	var object map[string]any
	return text == "" || json.Unmarshal([]byte(text), &object) == nil
}

func offers(headers []string, protocol string) bool {
	return slices.ContainsFunc(headers, func(header string) bool {
		return slices.ContainsFunc(strings.Split(header, ","), func(p string) bool { return strings.TrimSpace(p) == protocol })
	})
}

type (
	addressKey  struct{}
	readOnlyKey struct{}
)

// clientAddress is where the request comes from, as far as limits go.
func clientAddress(ctx context.Context) string {
	address, _ := ctx.Value(addressKey{}).(string)
	return address
}

func readOnly(ctx context.Context) bool {
	only, _ := ctx.Value(readOnlyKey{}).(bool)
	return only
}

// peerAddress is the address of the connection's other end; of IPv6 its /64, which one client
// has all of.
func peerAddress(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	ip, err := netip.ParseAddr(host)
	if err != nil || ip.Unmap().Is4() {
		return host
	}
	prefix, _ := ip.WithZone("").Prefix(64) // an IPv6 address has 64 bits
	return prefix.String()
}
