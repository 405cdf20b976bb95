package notice

import "fmt"

// Error says why a mail could not be composed: a fact that its kind needs is missing, or one
// cannot stand in a header. It is the caller's mistake; trying again does not help.
type Error struct {
	Kind Kind
	// Fact is the field of Notice or Envelope.
	Fact string
	Err  error
}

// Error is for logs; it holds no address and no text of the mail.
func (e *Error) Error() string { return fmt.Sprintf("composing %s: %s: %v", e.Kind, e.Fact, e.Err) }

// Unwrap is the cause.
func (e *Error) Unwrap() error { return e.Err }
