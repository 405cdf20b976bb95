// Package issuer is the demo's own issuer of tokens: it signs for whoever may read its data
// folder, and publishes its key as OpenID Connect issuers do.
package issuer

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"

	"github.com/guestd/guestd/internal/signin"
)

// KeyFile is the key's name in the data folder.
const KeyFile = "issuer-key.json"

// Issuer signs tokens.
type Issuer struct {
	url string
	key jose.JSONWebKey
	now func() time.Time
}

// Open takes the key from the folder, and makes one where there is none. url is the issuer's name
// in its tokens, without a slash at the end; now is the machine's own clock.
func Open(dir, url string, now func() time.Time) (*Issuer, error) {
	path := filepath.Join(dir, KeyFile)
	key, err := readKey(path)
	if errors.Is(err, fs.ErrNotExist) {
		if err := makeKey(dir, path); err != nil {
			return nil, err
		}
		key, err = readKey(path)
	}
	if err != nil {
		return nil, err
	}
	return &Issuer{url: url, key: key, now: now}, nil
}

func readKey(path string) (key jose.JSONWebKey, err error) {
	info, err := os.Stat(path)
	if err != nil {
		return key, fmt.Errorf("issuer: %w", err)
	}
	if info.Mode().Perm()&0o077 != 0 {
		return key, fmt.Errorf("issuer: %s can be read by others; make it mode 600, or remove it for a new key", path)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return key, fmt.Errorf("issuer: %w", err)
	}
	if err := json.Unmarshal(text, &key); err != nil || !key.Valid() || key.IsPublic() {
		return key, fmt.Errorf("issuer: %s holds no private key; remove it for a new one", path)
	}
	return key, nil
}

// makeKey writes a new key down whole before it has its name; of two processes that do so at
// once, the first one's key stays.
func makeKey(dir, path string) error {
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return fmt.Errorf("issuer: %w", err)
	}
	key := jose.JSONWebKey{Key: private, Algorithm: string(jose.ES256), Use: "sig"}
	print, err := key.Thumbprint(crypto.SHA256)
	if err != nil {
		return fmt.Errorf("issuer: %w", err)
	}
	key.KeyID = fmt.Sprintf("%x", print[:8])
	text, err := json.Marshal(key)
	if err != nil {
		return fmt.Errorf("issuer: %w", err)
	}
	file, err := os.CreateTemp(dir, KeyFile+".*") // made with mode 600
	if err != nil {
		return fmt.Errorf("issuer: %w", err)
	}
	defer func() { _ = os.Remove(file.Name()) }()
	_, err = file.Write(text)
	if err := errors.Join(err, file.Sync(), file.Close()); err != nil {
		return fmt.Errorf("issuer: %w", err)
	}
	if err := os.Link(file.Name(), path); err != nil && !errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("issuer: %w", err)
	}
	return nil
}

// URL is the issuer's name in its tokens.
func (i *Issuer) URL() string { return i.url }

// Mint signs a token for somebody with that address and name, good for ttl from now by the
// machine's own clock. roles are those that a token can grant, such as "service-desk".
func (i *Issuer) Mint(email, name string, roles []string, ttl time.Duration) (string, error) {
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.ES256, Key: i.key}, (&jose.SignerOptions{}).WithType("JWT"))
	if err != nil {
		return "", fmt.Errorf("issuer: %w", err)
	}
	now := i.now()
	subject := email
	if subject == "" {
		subject = name
	}
	token, err := jwt.Signed(signer).
		Claims(jwt.Claims{Issuer: i.url, Subject: subject, Audience: jwt.Audience{signin.Audience}, IssuedAt: jwt.NewNumericDate(now), Expiry: jwt.NewNumericDate(now.Add(ttl))}).
		Claims(struct {
			Email    string   `json:"email,omitempty"`
			Verified *bool    `json:"email_verified,omitempty"`
			Name     string   `json:"name,omitempty"`
			Roles    []string `json:"roles,omitempty"`
		}{email, verified(email), name, roles}).Serialize()
	if err != nil {
		return "", fmt.Errorf("issuer: %w", err)
	}
	return token, nil
}

func verified(email string) *bool {
	if email == "" {
		return nil
	}
	yes := true
	return &yes
}

// Keys verify what the issuer signed, without asking it over HTTP.
func (i *Issuer) Keys() oidc.KeySet {
	return &oidc.StaticKeySet{PublicKeys: []crypto.PublicKey{i.key.Public().Key}}
}

// Handler publishes the configuration and the key, at the paths below the issuer's URL.
func (i *Issuer) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /.well-known/openid-configuration", func(w http.ResponseWriter, _ *http.Request) {
		publish(w, map[string]any{
			"issuer": i.url, "jwks_uri": i.url + "/jwks.json",
			"id_token_signing_alg_values_supported": []string{string(jose.ES256)},
			"response_types_supported":              []string{"id_token"}, "subject_types_supported": []string{"public"},
			"claims_supported": []string{"iss", "sub", "aud", "exp", "iat", "email", "email_verified", "name", "roles"},
		})
	})
	mux.HandleFunc("GET /jwks.json", func(w http.ResponseWriter, _ *http.Request) {
		publish(w, jose.JSONWebKeySet{Keys: []jose.JSONWebKey{i.key.Public()}})
	})
	return mux
}

func publish(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "public, max-age=300")
	_ = json.NewEncoder(w).Encode(v)
}
