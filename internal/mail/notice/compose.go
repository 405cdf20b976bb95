package notice

import "strings"

func foldAddress(address string) string { return strings.ToLower(strings.TrimSpace(address)) }

// Compose writes the mail of a notice. Every error is an *Error.
func Compose(n Notice, e Envelope) (Composed, error) {
	return Composed{}, &Error{Kind: n.Kind, Fact: "templates", Err: errNotYet}
}
