package guest

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
)

// once runs fn, unless this actor has used the key before: then the first answer is given again
// and nothing changes. Without a key fn always runs. A second caller with the key waits for the
// first one's transaction.
func once[A any](w *work, operation string, key *string, input any, fn func() (A, error)) (A, UserErrors, error) {
	var answer A
	if key == nil || *key == "" {
		answer, err := fn()
		return answer, nil, err
	}
	if len(*key) > 255 {
		return answer, UserErrors{{Code: CodeInvalid, Message: "The idempotency key is longer than 255 characters.", Field: []string{"idempotencyKey"}}}, nil
	}
	text, err := json.Marshal(input)
	if err != nil {
		return answer, nil, fmt.Errorf("idempotency key: %w", err)
	}
	hash := sha256.Sum256(text)
	claimed, err := exec(w, w.q.ClaimKey, w.actor.Label(), *key, operation, hash[:], w.now)
	if err != nil {
		return answer, nil, err
	}
	if claimed == 0 {
		return recall[A](w, operation, *key, hash)
	}
	if answer, err = fn(); err != nil {
		return answer, nil, err
	}
	kept, err := json.Marshal(answer)
	if err != nil {
		return answer, nil, fmt.Errorf("idempotency key: %w", err)
	}
	_, err = exec(w, w.q.AnswerKey, w.actor.Label(), *key, kept)
	return answer, nil, err
}

func recall[A any](w *work, operation, key string, hash [sha256.Size]byte) (A, UserErrors, error) {
	var answer A
	type row struct {
		Operation string `db:"operation"`
		InputHash []byte `db:"input_hash"`
		Answer    []byte `db:"answer"`
	}
	first, found, err := get[row](w, w.q.KeyAnswer, w.actor.Label(), key)
	if err != nil {
		return answer, nil, err
	}
	if !found {
		return answer, nil, fmt.Errorf("idempotency key: claimed and not there")
	}
	if first.Operation != operation || !bytes.Equal(first.InputHash, hash[:]) {
		return answer, UserErrors{{Code: CodeConflict, Message: "This idempotency key was used before with another input.", Field: []string{"idempotencyKey"}}}, nil
	}
	if err := json.Unmarshal(first.Answer, &answer); err != nil {
		return answer, nil, fmt.Errorf("idempotency key: %w", err)
	}
	return answer, nil, nil
}
