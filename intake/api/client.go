// Package api is the intake bot's typed client of the GraphQL API. The bot reaches the domain
// through it alone, in the same process or over HTTP, and always on behalf of the sender of an
// email, with that person's rights and no others.
package api

//go:generate go run github.com/Khan/genqlient genqlient.yaml

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"

	"github.com/Khan/genqlient/graphql"
)

// Dialer makes clients that ask on behalf of somebody.
type Dialer struct {
	endpoint  string
	authorize func(*http.Request)
	http      *http.Client
}

// Over reaches an API by HTTP at its GraphQL endpoint, with a bearer token of the role INTAKE.
func Over(endpoint, token string, client *http.Client) *Dialer {
	authorize := func(req *http.Request) { req.Header.Set("Authorization", "Bearer "+token) }
	return &Dialer{endpoint: endpoint, authorize: authorize, http: client}
}

// Within reaches an API in the same process by its handler; authorize makes a request the bot's.
func Within(handler http.Handler, path string, authorize func(*http.Request)) *Dialer {
	endpoint := url.URL{Scheme: "http", Host: "guestd.internal", Path: path}
	return &Dialer{endpoint: endpoint.String(), authorize: authorize, http: &http.Client{Transport: inProcess{handler}}}
}

// As asks on behalf of the owner of an address who wrote that email.
func (d *Dialer) As(email string, inboundEmailID int64) graphql.Client {
	return graphql.NewClient(d.endpoint, bearer{d, email, inboundEmailID})
}

// Self asks as the bot itself, which may do next to nothing.
func (d *Dialer) Self() graphql.Client { return graphql.NewClient(d.endpoint, bearer{d, "", 0}) }

// bearer adds who asks, and for whom, to each call.
type bearer struct {
	*Dialer
	email   string
	emailID int64
}

// Do sends a call.
func (b bearer) Do(req *http.Request) (*http.Response, error) {
	b.authorize(req)
	if b.email != "" {
		req.Header.Set("Guestd-On-Behalf-Of", b.email)
		req.Header.Set("Guestd-Inbound-Email", strconv.FormatInt(b.emailID, 10))
	}
	return b.http.Do(req)
}

// inProcess calls a handler as a server would, without a network.
type inProcess struct{ handler http.Handler }

// RoundTrip is one call.
func (t inProcess) RoundTrip(req *http.Request) (*http.Response, error) {
	incoming := req.Clone(req.Context())
	incoming.RequestURI, incoming.RemoteAddr = req.URL.RequestURI(), "127.0.0.1:0"
	if incoming.Body == nil {
		incoming.Body = http.NoBody
	}
	w := &answer{header: http.Header{}, code: http.StatusOK}
	t.handler.ServeHTTP(w, incoming)
	return &http.Response{
		Status: strconv.Itoa(w.code) + " " + http.StatusText(w.code), StatusCode: w.code, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: w.header, Body: io.NopCloser(&w.body), ContentLength: int64(w.body.Len()), Request: req,
	}, nil
}

type answer struct {
	header http.Header
	code   int
	body   bytes.Buffer
}

func (a *answer) Header() http.Header         { return a.header }
func (a *answer) WriteHeader(code int)        { a.code = code }
func (a *answer) Write(p []byte) (int, error) { return a.body.Write(p) }

// NodeID is the API's global ID of an object whose row the bot knows from a reply token.
func NodeID(typeName string, row int64) string {
	return base64.RawURLEncoding.EncodeToString(fmt.Appendf(nil, "%s:%d", typeName, row))
}

// RowOf is the row behind a global ID.
func RowOf(id string) (int64, bool) {
	b, err := base64.RawURLEncoding.DecodeString(id)
	if err != nil {
		return 0, false
	}
	_, row, ok := bytes.Cut(b, []byte(":"))
	if !ok {
		return 0, false
	}
	n, err := strconv.ParseInt(string(row), 10, 64)
	return n, err == nil
}
