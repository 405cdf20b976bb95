package outbox

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"errors"
	"fmt"
)

// seal hides a mail that carries a code from whoever reads the database: codes are kept only as
// what can check them.
func (o *Outbox) seal(message []byte) ([]byte, error) {
	aead, err := o.aead()
	if err != nil {
		return nil, err
	}
	nonce := make([]byte, aead.NonceSize())
	if _, err := rand.Read(nonce); err != nil {
		return nil, fmt.Errorf("seal: %w", err)
	}
	return aead.Seal(nonce, nonce, message, nil), nil
}

func (o *Outbox) unseal(sealed []byte) ([]byte, error) {
	aead, err := o.aead()
	if err != nil {
		return nil, err
	}
	if len(sealed) < aead.NonceSize() {
		return nil, errors.New("unseal: too short")
	}
	message, err := aead.Open(nil, sealed[:aead.NonceSize()], sealed[aead.NonceSize():], nil)
	if err != nil {
		return nil, fmt.Errorf("unseal (was the secret changed?): %w", err)
	}
	return message, nil
}

func (o *Outbox) aead() (cipher.AEAD, error) {
	block, err := aes.NewCipher(o.sealKey)
	if err != nil {
		return nil, fmt.Errorf("seal: %w", err)
	}
	return cipher.NewGCM(block)
}
