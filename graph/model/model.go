package model

import "github.com/guestd/guestd/internal/guest"

// Node is any object with an id.
type Node any

// Summary stands for the counts, each of which is a statement of its own.
type Summary struct{}

// AccountPayload is what became of an account.
type AccountPayload struct {
	AccountRowID int64
	UserErrors   []guest.UserError
	// Proven: whoever asks has shown the account's activation code, and may see the account
	// though nobody is signed in.
	Proven bool
}
