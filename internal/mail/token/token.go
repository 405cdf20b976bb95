// Package token signs the short texts that tie a reply, or a click on a confirmation link, to
// what it answers. A token says which object, for what and for whom, and until when; it proves
// that we wrote it, and by itself it authorises nothing: whoever holds it may have been
// forwarded the mail.
//
// The text is 48 characters of lower-case base32, so that it survives mail servers that fold
// the case of local parts, and fits with "guest-requests+" in front of it into the 64 octets of
// RFC 5321 section 4.5.3.1.1. Its 30 bytes are:
//
//	0      version (high four bits), key number (low four)
//	1      purpose (high two), kind of object (next two), action (low four)
//	2-6    the object's number
//	7-8    the last day it is good for, in days since 2020-01-01
//	9-13   the person: the first 40 bits of HMAC-SHA256 of their address
//	14-29  the first 128 bits of HMAC-SHA256 of bytes 0-13
//
// So a token is forged with probability 2^-128 a try. That the token of one person passes for
// another's has probability 2^-40 for each address tried, and trying needs the key, that is,
// us: for a token that was forwarded, with proof of that address each time.
package token

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base32"
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/guestd/guestd/internal/calendar"
)

// The errors of Verify.
var (
	ErrMalformed = errors.New("not a token")
	ErrForged    = errors.New("token is not ours")
	ErrExpired   = errors.New("token has expired")
)

// Purpose is where a token stands, so that one kind never serves as the other.
type Purpose byte

// The purposes.
const (
	Reply   Purpose = 1 // in the Reply-To address of a mail
	Confirm Purpose = 2 // in a confirmation link
)

// ObjectKind is a kind of record that a token can be about.
type ObjectKind byte

// The kinds of object.
const (
	Request      ObjectKind = 1
	Account      ObjectKind = 2
	InboundEmail ObjectKind = 3
)

// Object is the record that a token is about, by its number in the database.
type Object struct {
	Kind ObjectKind
	ID   int64
}

// Action is what the mail with the token asked for.
type Action byte

// The actions.
const (
	Supply     Action = 1 // send the details that are missing
	Decide     Action = 2 // approve or deny a request
	Extend     Action = 3 // extend the account that is about to end
	ConfirmAct Action = 4 // say that an email in one's name was one's own
	Discuss    Action = 5 // anything else about the object
)

// Claims is what a token says.
type Claims struct {
	Purpose Purpose
	Object  Object
	Action  Action
	// Person is the address the mail went to. It is signed in and not carried: Verify leaves
	// it empty, and IsFor tells.
	Person string
	// LastDay is the last day it is good for.
	LastDay calendar.Date

	tag [tagSize]byte
	key []byte // the person's key that made tag; nil in claims to be signed
}

// IsFor reports whether verified claims are that person's. Addresses are compared without case.
func (c Claims) IsFor(address string) bool {
	if c.key == nil {
		return false
	}
	want := personTag(c.key, address)
	return subtle.ConstantTimeCompare(want[:], c.tag[:]) == 1
}

const (
	version = 1
	idSize  = 5
	tagSize = 5
	macSize = 16
	head    = 2 + idSize + 2 + tagSize
	size    = head + macSize

	// Length is the number of characters of a token.
	Length = size * 8 / 5
	// MaxObjectID is the highest object's number that a token holds.
	MaxObjectID = 1<<(8*idSize) - 1
)

var epoch = calendar.New(2020, time.January, 1)

var encoding = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)

// Sign writes the token of these claims with the current key. The error says which of them
// cannot be written.
func (k Keys) Sign(c Claims) (string, error) {
	if err := k.Validate(); err != nil {
		return "", err
	}
	day := epoch.DaysUntil(c.LastDay)
	switch {
	case c.Purpose != Reply && c.Purpose != Confirm:
		return "", fmt.Errorf("signing a token: %d is no purpose", c.Purpose)
	case c.Object.Kind < Request || c.Object.Kind > InboundEmail:
		return "", fmt.Errorf("signing a token: %d is no kind of object", c.Object.Kind)
	case c.Object.ID < 1 || c.Object.ID > MaxObjectID:
		return "", fmt.Errorf("signing a token: object %d is out of range", c.Object.ID)
	case c.Action < Supply || c.Action > Discuss:
		return "", fmt.Errorf("signing a token: %d is no action", c.Action)
	case strings.TrimSpace(c.Person) == "":
		return "", errors.New("signing a token: it is for nobody")
	case c.LastDay.IsZero() || day < 0 || day > 1<<16-1:
		return "", errors.New("signing a token: its last day is out of range")
	}
	var b [size]byte
	b[0] = version<<4 | k.Current.ID
	b[1] = byte(c.Purpose)<<6 | byte(c.Object.Kind)<<4 | byte(c.Action)
	var id [8]byte
	binary.BigEndian.PutUint64(id[:], uint64(c.Object.ID))
	copy(b[2:2+idSize], id[8-idSize:])
	binary.BigEndian.PutUint16(b[2+idSize:], uint16(day))
	tag := personTag(k.Current.derive("person"), c.Person)
	copy(b[head-tagSize:head], tag[:])
	copy(b[head:], k.Current.mac(b[:head]))
	return encoding.EncodeToString(b[:]), nil
}

// Verify reads a token in any case and says what it claims. ErrMalformed: it is no token.
// ErrForged: it was not signed with a key of ours, or has been changed. ErrExpired: it is
// genuine, and on now's day no longer good; the claims are returned with it, so that the answer
// can name what it was about. With the other errors the claims are zero.
func (k Keys) Verify(text string, now time.Time) (Claims, error) {
	text = strings.ToLower(text)
	if !looksLike(text) { // the decoder alone would pass over line breaks
		return Claims{}, ErrMalformed
	}
	var b [size]byte
	if _, err := encoding.Decode(b[:], []byte(text)); err != nil {
		return Claims{}, ErrMalformed
	}
	if b[0]>>4 != version {
		return Claims{}, ErrMalformed
	}
	key, ok := k.byID(b[0] & 0x0f)
	if !ok || !hmac.Equal(key.mac(b[:head]), b[head:]) {
		return Claims{}, ErrForged
	}
	var id [8]byte
	copy(id[8-idSize:], b[2:2+idSize])
	c := Claims{
		Purpose: Purpose(b[1] >> 6),
		Object:  Object{Kind: ObjectKind(b[1] >> 4 & 0x03), ID: int64(binary.BigEndian.Uint64(id[:]))},
		Action:  Action(b[1] & 0x0f),
		LastDay: epoch.AddDays(int(binary.BigEndian.Uint16(b[2+idSize:]))),
		key:     key.derive("person"),
	}
	copy(c.tag[:], b[head-tagSize:head])
	if calendar.On(now).After(c.LastDay) {
		return c, ErrExpired
	}
	return c, nil
}

func personTag(key []byte, address string) [tagSize]byte {
	h := hmac.New(sha256.New, key)
	h.Write([]byte(strings.ToLower(strings.TrimSpace(address))))
	var tag [tagSize]byte
	copy(tag[:], h.Sum(nil))
	return tag
}
