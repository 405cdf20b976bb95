// Package message turns the raw bytes of an email into what a person would see:
// the header fields that matter, the text as the sender wrote it, and the
// attachments that can be read. It decides nothing; screening and understanding
// build on it. It needs no database, network or clock.
package message

import (
	"bytes"
	"errors"
	"mime"
	"strings"
	"time"

	"github.com/jhillyerd/enmime/v2"
	"github.com/jhillyerd/enmime/v2/mediatype"
)

// ErrUnreadable is returned by Parse for bytes that hold nothing that can be
// read as a message: no header fields at all, or compressed or binary data.
var ErrUnreadable = errors.New("message: nothing that can be read as a message")

// Address is one mailbox of an address header. Email is in lower case.
type Address struct {
	Email string
	Name  string
}

// Message is a parsed email.
type Message struct {
	From []Address // every mailbox of every From field; more than one field is suspicious
	// FromFields counts the From header fields. RFC 5322 section 3.6 allows exactly one.
	FromFields int
	To, Cc     []Address
	ReplyTo    []Address

	Subject    string
	Date       time.Time // the Date header; zero where it is missing or unreadable
	MessageID  string    // without angle brackets
	InReplyTo  []string
	References []string

	// ContentType is the media type of the whole message in lower case, and Params its parameters.
	ContentType string
	Params      map[string]string

	// Text is the body as the sender sees it: flowed lines joined, HTML laid out as text
	// with quotes marked by "> " and table rows by "|".
	Text string
	// FromHTML says that Text was made from an HTML part.
	FromHTML bool

	Attachments []Attachment
	// Calendar says that the message carries an invitation (text/calendar with a METHOD).
	Calendar bool

	header map[string][]string // by canonical name, decoded, in the order of the message
}

// Attachment is a part that is not the message's own text.
type Attachment struct {
	Name        string
	ContentType string
	// Text is the content of a text or CSV attachment.
	Text string
	// Message is the content of an attached message (message/rfc822).
	Message *Message
	// Unread says why the content was not read; empty where it was.
	Unread string
	// Inline: it belongs to the message's dress, or was put there by a program, and holds nothing
	// that its sender wants read: a logo in the signature, a cryptographic signature.
	Inline bool
}

// Limits bound what Parse will look at.
type Limits struct {
	Depth int // attached messages within attached messages
	Text  int // bytes of text kept of the body and of each attachment
}

// DefaultLimits are generous for anything that a person writes.
var DefaultLimits = Limits{Depth: 4, Text: 512 << 10}

// Header returns the first value of the named field, decoded; "" where absent.
func (m *Message) Header(name string) string {
	if v := m.header[canonical(name)]; len(v) > 0 {
		return v[0]
	}
	return ""
}

// Headers returns every value of the named field, topmost first.
func (m *Message) Headers(name string) []string { return m.header[canonical(name)] }

// HasHeader tells whether the field is there at all, empty or not.
func (m *Message) HasHeader(name string) bool { return len(m.header[canonical(name)]) > 0 }

// Unread lists the names of the attachments that could not be read.
func (m *Message) Unread() []string {
	var names []string
	for _, a := range m.Attachments {
		if a.Unread != "" && !a.Inline {
			names = append(names, a.Name)
		}
	}
	return names
}

// Sender is the first From address, or the zero Address.
func (m *Message) Sender() Address {
	if len(m.From) == 0 {
		return Address{}
	}
	return m.From[0]
}

// Parse reads raw with the default limits. The error is ErrUnreadable or nil:
// broken MIME is read as far as it goes.
func Parse(raw []byte) (*Message, error) { return ParseWith(raw, DefaultLimits) }

// ParseWith is Parse with the caller's limits.
func ParseWith(raw []byte, limits Limits) (*Message, error) {
	raw = bytes.TrimLeft(raw, "\r\n") // what is left of a broken transport; no message begins with a blank line
	if !looksLikeMail(raw) {
		return nil, ErrUnreadable
	}
	// Guessing charsets takes over half of enmime's time and overrules senders who
	// declared theirs rightly; it is done (below) only for parts that declare none.
	parser := enmime.NewParser(enmime.DisableCharacterDetection(true), enmime.DisableTextConversion(true), enmime.SetCustomParseMediaType(mediaType),
		enmime.SkipMalformedParts(true), enmime.MultipartWOBoundaryAsSinglePart(true))
	root, err := parser.ReadParts(bytes.NewReader(raw))
	if err != nil || root == nil {
		return parseBroken(raw)
	}
	m := &Message{}
	m.readHeader(root)
	if !m.isMail() {
		return nil, ErrUnreadable
	}
	m.readBody(root, limits)
	return m, nil
}

// parseBroken keeps the header and the raw text of a message whose MIME structure
// enmime refuses, so that it can still be shown and answered.
func parseBroken(raw []byte) (*Message, error) {
	head, body := raw, []byte(nil)
	for _, gap := range []string{"\r\n\r\n", "\n\n"} {
		if i := bytes.Index(raw, []byte(gap)); i >= 0 && i < len(head) {
			head, body = raw[:i+len(gap)], raw[i+len(gap):]
		}
	}
	parser := enmime.NewParser(enmime.DisableCharacterDetection(true), enmime.DisableTextConversion(true), enmime.SetCustomParseMediaType(mediaType))
	root, err := parser.ReadParts(bytes.NewReader(withoutContentFields(head)))
	if err != nil || root == nil {
		return nil, ErrUnreadable
	}
	m := &Message{}
	m.readHeader(root)
	if !m.isMail() {
		return nil, ErrUnreadable
	}
	for line := range bytes.Lines(head) { // what kind it meant to be still tells a delivery notice
		if name, value, ok := bytes.Cut(line, []byte(":")); ok && strings.EqualFold(string(name), "content-type") {
			m.ContentType, m.Params = strings.ToLower(strings.TrimSpace(first(strings.SplitN(string(value), ";", 2)))), params(string(value))
		}
	}
	m.Text = tidy(string(bytes.ToValidUTF8(body, []byte("\uFFFD"))))
	return m, nil
}

// withoutContentFields drops the Content-* fields (and their folded lines), which
// are what could not be made sense of.
func withoutContentFields(head []byte) []byte {
	var out []byte
	skipping := false
	for line := range bytes.Lines(head) {
		if len(line) > 0 && (line[0] == ' ' || line[0] == '\t') {
			if !skipping {
				out = append(out, line...)
			}
			continue
		}
		skipping = len(line) > 8 && strings.EqualFold(string(line[:8]), "content-")
		if !skipping {
			out = append(out, line...)
		}
	}
	return out
}

// looksLikeMail tells whether some line among the first ones is a header field
// (RFC 5322 section 2.2: printable ASCII without a colon, then a colon), and the
// beginning is not binary.
func looksLikeMail(raw []byte) bool {
	head := raw[:min(len(raw), 2048)]
	if bytes.IndexByte(head[:min(len(head), 512)], 0) >= 0 {
		return false
	}
	n := 0
	for line := range bytes.Lines(head) {
		if n++; n > 5 {
			break
		}
		name, _, ok := bytes.Cut(line, []byte(":"))
		if ok && len(name) > 0 && isFieldName(name) {
			return true
		}
	}
	return false
}

func isFieldName(name []byte) bool {
	for _, c := range bytes.TrimRight(name, " \t") {
		if c <= ' ' || c >= 127 {
			return false
		}
	}
	return true
}

// isMail asks for at least one of the fields that make a message a message.
func (m *Message) isMail() bool {
	for _, name := range []string{"From", "To", "Subject", "Date", "Message-Id", "Received", "Sender", "Cc", "Mime-Version", "Content-Type"} {
		if m.HasHeader(name) {
			return true
		}
	}
	return false
}

// mediaType is enmime's, but for text that is declared, or by default, US-ASCII: enmime would read
// its other octets as Windows-1252, where decoded finds out what they are.
func mediaType(field string) (string, map[string]string, []string, error) {
	kind, params, invalid, err := parseMediaType(field)
	if strings.EqualFold(params["charset"], "us-ascii") {
		delete(params, "charset")
	}
	return kind, params, invalid, err
}

// parseMediaType is enmime's, which mends what is broken at some cost; what is well formed
// needs none of it.
func parseMediaType(field string) (kind string, params map[string]string, invalid []string, err error) {
	if !strings.ContainsFunc(field, oddInMediaType) {
		if kind, params, err = mime.ParseMediaType(field); err == nil {
			return kind, params, nil, nil
		}
	}
	return mediatype.Parse(field)
}

// oddInMediaType: a sign that a media type written by the book has only in what it quotes.
func oddInMediaType(r rune) bool {
	return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("\" ;=/.+_-", r))
}
