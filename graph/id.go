package graph

import (
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/guestd/guestd/internal/guest"
)

// ErrBadInput is behind every error for an argument that cannot be used. Their texts may be shown
// to whoever asked.
var ErrBadInput = errors.New("the argument cannot be used")

// globalID names an object among all objects: opaque to clients.
func globalID(objectType string, id int64) string {
	return base64.RawURLEncoding.EncodeToString([]byte(objectType + ":" + strconv.FormatInt(id, 10)))
}

var objectTypes = map[string]bool{
	guest.TypeSponsor: true, guest.TypeGuest: true, guest.TypeSponsoredRole: true, guest.TypeAccount: true, guest.TypeRequest: true,
	guest.TypeNotification: true, guest.TypeInboundEmail: true, guest.TypeAuditEvent: true,
}

// parseID reads what globalID writes. The error is ErrBadInput.
func parseID(s string) (objectType string, id int64, err error) {
	b, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(s, "="))
	objectType, number, _ := strings.Cut(string(b), ":")
	id, numberErr := strconv.ParseInt(number, 10, 64)
	if err != nil || numberErr != nil || id < 1 || !objectTypes[objectType] {
		return "", 0, fmt.Errorf("%w: an id is one that an answer gave", ErrBadInput)
	}
	return objectType, id, nil
}

// idOf reads the id of an object of that type.
func idOf(objectType, s string) (int64, error) {
	is, id, err := parseID(s)
	if err == nil && is != objectType {
		err = fmt.Errorf("%w: the id of a %s is needed, and this is a %s's", ErrBadInput, objectType, is)
	}
	return id, err
}
