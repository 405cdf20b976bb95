// Package pages is the few pages that people reach from a mail's link: activating an account, and
// confirming that an email was one's own. Opening a page changes nothing, since mail scanners open
// links; only sending its form does.
package pages

import (
	"bytes"
	"context"
	"embed"
	"errors"
	"html/template"
	"log/slog"
	"net/http"

	"github.com/guestd/guestd/internal/calendar"
	"github.com/guestd/guestd/internal/guest"
)

//go:embed templates/*.html
var files embed.FS

// Activator activates accounts, and tells until when they run.
type Activator interface {
	ActivateAccount(ctx context.Context, accountID, code string) (guest.AccountAnswer, error)
	AccountsByIDs(ctx context.Context, ids []int64) (map[int64]guest.Account, error)
}

// Line is one thing that was understood of an email.
type Line struct{ Label, Value string }

// Unconfirmed is an email that waits for a confirmation, as its page shows it.
type Unconfirmed struct {
	Subject string
	// WrittenBy is who is proven to have written it in the reader's name; empty where it came as the
	// reader's own, without proof.
	WrittenBy string
	Lines     []Line
}

// Confirmer lets the owner of an address say that an email was theirs, or in their name. Its errors are shown to
// people: what they say is what can be done.
type Confirmer interface {
	Unconfirmed(ctx context.Context, token string) (Unconfirmed, error)
	Confirm(ctx context.Context, token string) error
}

// ShownError is an error whose text is for people.
type ShownError struct{ Text string }

func (e ShownError) Error() string { return e.Text }

// Config is what the pages need.
type Config struct {
	Activator    Activator
	Confirmer    Confirmer // nil where the intake bot runs elsewhere
	RequestEmail string
	GraphiQL     bool
	Log          *slog.Logger
}

type pages struct {
	Config
	templates map[string]*template.Template
}

// Handler serves /, /activate and /confirm/TOKEN.
func Handler(cfg Config) (http.Handler, error) {
	p := &pages{Config: cfg, templates: map[string]*template.Template{}}
	for _, name := range []string{"home", "activate", "confirm"} {
		t, err := template.ParseFS(files, "templates/layout.html", "templates/"+name+".html")
		if err != nil {
			return nil, err
		}
		p.templates[name] = t
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) {
		p.show(w, r, http.StatusOK, "home", map[string]any{"Title": "Welcome", "RequestEmail": cfg.RequestEmail, "GraphiQL": cfg.GraphiQL})
	})
	mux.HandleFunc("GET /activate", p.activation)
	mux.HandleFunc("POST /activate", p.activate)
	if cfg.Confirmer != nil {
		mux.HandleFunc("GET /confirm/{token}", p.confirmation)
		mux.HandleFunc("POST /confirm/{token}", p.confirm)
	}
	return mux, nil
}

type activationPage struct {
	Title, AccountID, Problem, Ends string
	Done                            bool
}

func (p *pages) activation(w http.ResponseWriter, r *http.Request) {
	p.show(w, r, http.StatusOK, "activate", activationPage{Title: "Activate your account", AccountID: r.URL.Query().Get("account")})
}

func (p *pages) activate(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, 4096)
	page := activationPage{Title: "Activate your account", AccountID: r.PostFormValue("account")}
	answer, err := p.Activator.ActivateAccount(r.Context(), page.AccountID, r.PostFormValue("code"))
	if err != nil {
		p.fail(w, r, "activate", err)
		return
	}
	if len(answer.Errors) > 0 {
		page.Problem = answer.Errors.String()
		p.show(w, r, http.StatusUnprocessableEntity, "activate", page)
		return
	}
	accounts, err := p.Activator.AccountsByIDs(r.Context(), []int64{answer.AccountRowID})
	if err != nil {
		p.fail(w, r, "activate", err)
		return
	}
	page.Done, page.Ends = true, endOf(accounts[answer.AccountRowID])
	p.show(w, r, http.StatusOK, "activate", page)
}

func endOf(acc guest.Account) string {
	var never calendar.Date
	if acc.ExpiresOn == never {
		return ""
	}
	return acc.ExpiresOn.Spelt()
}

type confirmationPage struct {
	Title, Subject, WrittenBy, Problem string
	Lines                              []Line
	Done                               bool
}

func (p *pages) confirmation(w http.ResponseWriter, r *http.Request) {
	page := confirmationPage{Title: "Did you write this?"}
	email, err := p.Confirmer.Unconfirmed(r.Context(), r.PathValue("token"))
	var shown ShownError
	switch {
	case errors.As(err, &shown):
		page.Problem = shown.Text
		p.show(w, r, http.StatusGone, "confirm", page)
		return
	case err != nil:
		p.fail(w, r, "confirm", err)
		return
	}
	page.Subject, page.WrittenBy, page.Lines = email.Subject, email.WrittenBy, email.Lines
	if page.WrittenBy != "" {
		page.Title = "Shall this be done in your name?"
	}
	p.show(w, r, http.StatusOK, "confirm", page)
}

func (p *pages) confirm(w http.ResponseWriter, r *http.Request) {
	page := confirmationPage{Title: "Thank you", Done: true}
	err := p.Confirmer.Confirm(r.Context(), r.PathValue("token"))
	var shown ShownError
	switch {
	case errors.As(err, &shown):
		page.Done, page.Problem = false, shown.Text
		p.show(w, r, http.StatusGone, "confirm", page)
		return
	case err != nil:
		p.fail(w, r, "confirm", err)
		return
	}
	p.show(w, r, http.StatusOK, "confirm", page)
}

// fail shows a fault of ours without its text, which goes to the log.
func (p *pages) fail(w http.ResponseWriter, r *http.Request, page string, err error) {
	p.Log.ErrorContext(r.Context(), "page failed", "page", page, "error", err)
	http.Error(w, "Something went wrong here. Please try again in a few minutes.", http.StatusInternalServerError)
}

func (p *pages) show(w http.ResponseWriter, r *http.Request, code int, name string, data any) {
	var body bytes.Buffer
	if err := p.templates[name].ExecuteTemplate(&body, "layout", data); err != nil {
		p.fail(w, r, name, err)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'")
	h.Set("Referrer-Policy", "no-referrer") // a confirmation link is a secret
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "no-store")
	w.WriteHeader(code)
	_, _ = w.Write(body.Bytes())
}
