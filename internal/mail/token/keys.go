package token

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"log/slog"
	"strconv"
	"strings"
)

// MinSecret is the least number of bytes of a key's secret.
const MinSecret = 32

// MaxKeyID is the highest key number.
const MaxKeyID = 15

// Key is a secret and its number, by which tokens say what signed them. It prints as its number
// alone.
type Key struct {
	ID     byte
	Secret []byte
}

// Keys sign with the current key, and verify with any: a key that is replaced moves to Previous
// for as long as its tokens are good.
type Keys struct {
	Current  Key
	Previous []Key
}

// NewKey draws a key at random.
func NewKey(id byte) Key {
	secret := make([]byte, MinSecret)
	_, _ = rand.Read(secret) // never fails: crypto/rand ends the program instead
	return Key{ID: id, Secret: secret}
}

// ParseKey reads a key from configuration: its number, a colon, and its secret in base64, such
// as "1:q83v…". Errors do not repeat the secret.
func ParseKey(text string) (Key, error) {
	number, secret, ok := strings.Cut(strings.TrimSpace(text), ":")
	if !ok {
		return Key{}, errors.New("a token key is a number, a colon and the secret in base64")
	}
	id, err := strconv.ParseUint(number, 10, 8)
	if err != nil || id > MaxKeyID {
		return Key{}, fmt.Errorf("a token key's number is from 0 to %d", MaxKeyID)
	}
	b, err := base64.RawStdEncoding.DecodeString(strings.TrimRight(secret, "="))
	if err != nil {
		return Key{}, fmt.Errorf("token key %d: its secret is not base64", id)
	}
	key := Key{ID: byte(id), Secret: b}
	return key, key.validate()
}

// Text is the key in the form that ParseKey reads. It is a secret.
func (k Key) Text() string {
	return strconv.Itoa(int(k.ID)) + ":" + base64.StdEncoding.EncodeToString(k.Secret)
}

// String names the key without its secret.
func (k Key) String() string { return fmt.Sprintf("token key %d", k.ID) }

// GoString names the key without its secret.
func (k Key) GoString() string { return k.String() }

// LogValue names the key without its secret.
func (k Key) LogValue() slog.Value { return slog.StringValue(k.String()) }

func (k Key) validate() error {
	if k.ID > MaxKeyID {
		return fmt.Errorf("a token key's number is from 0 to %d", MaxKeyID)
	}
	if len(k.Secret) < MinSecret {
		return fmt.Errorf("token key %d: its secret has fewer than %d bytes", k.ID, MinSecret)
	}
	return nil
}

// Validate checks that every secret is long enough and no number is used twice.
func (k Keys) Validate() error {
	seen := map[byte]bool{}
	for _, key := range append([]Key{k.Current}, k.Previous...) {
		if err := key.validate(); err != nil {
			return err
		}
		if seen[key.ID] {
			return fmt.Errorf("two token keys have the number %d", key.ID)
		}
		seen[key.ID] = true
	}
	return nil
}

func (k Keys) byID(id byte) (Key, bool) {
	for _, key := range append([]Key{k.Current}, k.Previous...) {
		if key.ID == id && len(key.Secret) >= MinSecret {
			return key, true
		}
	}
	return Key{}, false
}

// derive makes the key of one use, so that no use's output serves in another.
func (k Key) derive(use string) []byte {
	h := hmac.New(sha256.New, k.Secret)
	h.Write([]byte("guestd token v1: " + use))
	return h.Sum(nil)
}

func (k Key) mac(message []byte) []byte {
	h := hmac.New(sha256.New, k.derive("token"))
	h.Write(message)
	return h.Sum(nil)[:macSize]
}
