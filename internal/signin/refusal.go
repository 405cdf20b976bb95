package signin

import (
	"encoding/json"
	"net/http"
)

// Codes of refusals, as the API's clients know them.
const (
	CodeUnauthenticated = "UNAUTHENTICATED"
	CodeForbidden       = "FORBIDDEN"
	CodeBadUserInput    = "BAD_USER_INPUT"
	CodeInternal        = "INTERNAL"
)

// Refusal is why somebody was not let in. Its text may be shown to them.
type Refusal struct {
	Status  int // of HTTP
	Code    string
	Message string
}

func (r *Refusal) Error() string { return r.Message }

// Write answers with the refusal in the shape of GraphQL's errors.
func (r *Refusal) Write(w http.ResponseWriter) {
	type extensions struct {
		Code string `json:"code"`
	}
	type graphqlError struct {
		Message    string     `json:"message"`
		Extensions extensions `json:"extensions"`
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	if r.Status == http.StatusUnauthorized {
		w.Header().Set("WWW-Authenticate", `Bearer error="invalid_token"`)
	}
	w.WriteHeader(r.Status)
	_ = json.NewEncoder(w).Encode(map[string]any{"errors": []graphqlError{{r.Message, extensions{r.Code}}}, "data": nil})
}

var (
	errBadToken = &Refusal{http.StatusUnauthorized, CodeUnauthenticated,
		"The bearer token is not good here: it is not one of ours, or has expired. Sign in again."}
	errNoAddress = &Refusal{http.StatusUnauthorized, CodeUnauthenticated,
		"The bearer token says that its email address is not verified."}
	errCannotCheck = &Refusal{http.StatusServiceUnavailable, CodeInternal,
		"Sign-in cannot be checked at the moment. Try again in a minute."}
	errNotTheBot = &Refusal{http.StatusForbidden, CodeForbidden,
		"Only the intake bot acts on behalf of an email's sender."}
)
