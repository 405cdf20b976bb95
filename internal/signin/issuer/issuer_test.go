package issuer_test

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/guestd/guestd/internal/guest"
	"github.com/guestd/guestd/internal/signin"
	"github.com/guestd/guestd/internal/signin/issuer"
)

func open(t *testing.T, dir, url string) *issuer.Issuer {
	t.Helper()
	i, err := issuer.Open(dir, url, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	return i
}

type people struct{}

func (people) ActorFor(_ context.Context, name, email string, granted []guest.Role) (guest.Actor, error) {
	return guest.Actor{Name: name, Email: email, Roles: granted}, nil
}

func (people) InboundEmailsByIDs(context.Context, []int64) (map[int64]guest.InboundEmail, error) {
	return nil, nil
}

// The key is kept in the folder, for its owner alone, and is the same for whoever opens it.
func TestKeyIsKept(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() { open(t, dir, "https://issuer.test") })
	}
	all.Wait()
	token, err := open(t, dir, "https://issuer.test").Mint("ada@hms.harvard.edu", "Ada", nil, time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := open(t, dir, "https://issuer.test").Keys().VerifySignature(t.Context(), token); err != nil {
		t.Errorf("opened again it is another key: %v", err)
	}
	path := filepath.Join(dir, issuer.KeyFile)
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	if files, err := os.ReadDir(dir); err != nil || len(files) != 1 {
		t.Errorf("%v, %v", files, err)
	}
	if err := os.Chmod(path, 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := issuer.Open(dir, "https://issuer.test", time.Now); err == nil {
		t.Error("a key that others can read was taken")
	}
	if err := os.WriteFile(path, []byte("{}"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := issuer.Open(dir, "https://issuer.test", time.Now); err == nil {
		t.Error("a file without a key was taken")
	}
}

// A resource server finds the key by discovery, as production does with the organisation's issuer.
func TestDiscovery(t *testing.T) {
	t.Parallel()
	mux := http.NewServeMux()
	server := httptest.NewServer(mux)
	defer server.Close()
	i := open(t, t.TempDir(), server.URL+"/issuer")
	mux.Handle("/issuer/", http.StripPrefix("/issuer", i.Handler()))
	authenticator, err := signin.New(signin.Config{Issuer: i.URL(), Keys: signin.Discover(i.URL(), server.Client(), time.Now), Now: time.Now, People: people{}, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	token, err := i.Mint("dee@hms.harvard.edu", "Dee", []string{"service-desk"}, time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	identity, err := authenticator.Authenticate(t.Context(), http.Header{"Authorization": {"Bearer " + token}})
	if err != nil || !identity.Actor.Is(guest.RoleServiceDesk) || identity.Actor.Email != "dee@hms.harvard.edu" {
		t.Errorf("%+v, %v", identity, err)
	}
	other, err := open(t, t.TempDir(), i.URL()).Mint("dee@hms.harvard.edu", "Dee", nil, time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := authenticator.Authenticate(t.Context(), http.Header{"Authorization": {"Bearer " + other}}); err == nil {
		t.Error("another key of the same name was taken")
	}
}
