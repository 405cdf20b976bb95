package guest

import (
	"errors"
	"fmt"
	"strings"
)

// UserErrorCode names a rule that an input breaks.
type UserErrorCode string

// The codes, as clients know them.
const (
	CodeRequired            UserErrorCode = "REQUIRED"
	CodeInvalid             UserErrorCode = "INVALID"
	CodeNotFound            UserErrorCode = "NOT_FOUND"
	CodeConflict            UserErrorCode = "CONFLICT"
	CodeAlreadyDecided      UserErrorCode = "ALREADY_DECIDED"
	CodeSponsorNotEligible  UserErrorCode = "SPONSOR_NOT_ELIGIBLE"
	CodeGuestNotEligible    UserErrorCode = "GUEST_NOT_ELIGIBLE"
	CodeTermTooLong         UserErrorCode = "TERM_TOO_LONG"
	CodeTermInPast          UserErrorCode = "TERM_IN_PAST"
	CodeEndsBeforeStart     UserErrorCode = "ENDS_BEFORE_START"
	CodeRoleEndsTooSoon     UserErrorCode = "ROLE_ENDS_TOO_SOON"
	CodeNotAnExtension      UserErrorCode = "NOT_AN_EXTENSION"
	CodeEntitlementExcluded UserErrorCode = "ENTITLEMENT_EXCLUDED"
	CodeWrong               UserErrorCode = "CODE_WRONG"
	CodeExpired             UserErrorCode = "CODE_EXPIRED"
	CodeTooManyAttempts     UserErrorCode = "TOO_MANY_ATTEMPTS"
	CodeWrongState          UserErrorCode = "WRONG_STATE"
)

// UserError is one thing that the person who asked can mend. Field is the path in the input.
type UserError struct {
	Code    UserErrorCode `json:"code"`
	Message string        `json:"message"`
	Field   []string      `json:"field,omitempty"`
}

// UserErrors is everything wrong with an input, all at once.
type UserErrors []UserError

func (e *UserErrors) add(code UserErrorCode, field []string, format string, args ...any) {
	*e = append(*e, UserError{Code: code, Message: fmt.Sprintf(format, args...), Field: field})
}

// String joins the messages.
func (e UserErrors) String() string {
	parts := make([]string, len(e))
	for i, u := range e {
		parts[i] = u.Message
	}
	return strings.Join(parts, " ")
}

// Errors that are not the input's. Their texts may be shown to whoever asked.
var (
	// ErrUnauthenticated: nobody is signed in, and the operation needs somebody.
	ErrUnauthenticated = errors.New("sign in first: send a bearer token")
	// ErrForbidden: whoever asks may not do this.
	ErrForbidden = errors.New("you may not do this")
	// ErrNotFound: there is no such object, or none that whoever asks may see.
	ErrNotFound = errors.New("there is no such object, or you may not see it")
	// ErrBadCursor: a page's cursor or size cannot be read.
	ErrBadCursor = errors.New("the page's first, last, after or before cannot be used")
)
