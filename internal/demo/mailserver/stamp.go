package mailserver

import (
	"bytes"
	"fmt"
	"io"
	"mime"
	"net/mail"
	"regexp"
	"strings"
	"time"
)

// envelope is what the server knows of a message besides its bytes.
type envelope struct {
	authServID string
	id         string
	now        time.Time
	identity   string // the address that signed in, or ""
	sender     string // MAIL FROM; "" is the null sender's
	recipient  string // or "" where there are several
	helo       string
	remote     string // the client's IP address
	encrypted  bool
}

// stamp is the message as it is delivered: with the fields that a receiving server puts on top,
// and without any that only it may write but the sender has brought. Line ends become CRLF, the
// lone carriage returns and line feeds too that programs read differently.
func (e envelope) stamp(raw []byte) []byte {
	fields, body := splitHeader(normalizeLineEnds(raw))
	var out bytes.Buffer
	out.Grow(len(raw) + 1024)
	fmt.Fprintf(&out, "Return-Path: <%s>\r\n", printable(e.sender))
	e.writeAuthenticationResults(&out, fields)
	e.writeReceived(&out)
	for _, f := range fields {
		if f.is("Authentication-Results") || f.is("Return-Path") {
			continue
		}
		out.Write(f.raw)
	}
	out.WriteString("\r\n")
	out.Write(body)
	return out.Bytes()
}

// plainDomain needs no quoting in Authentication-Results.
var plainDomain = regexp.MustCompile(`^[A-Za-z0-9.-]+$`)

// writeAuthenticationResults says what RFC 8601 has a server say: pass for a message whose one
// From address is the one that signed in, else none.
func (e envelope) writeAuthenticationResults(out *bytes.Buffer, fields []field) {
	author := singleFrom(fields)
	result := "none"
	if author != "" && strings.EqualFold(author, e.identity) {
		result = "pass"
	}
	fmt.Fprintf(out, "Authentication-Results: %s; dmarc=%s", e.authServID, result)
	if domain := author[strings.LastIndexByte(author, '@')+1:]; plainDomain.MatchString(domain) {
		fmt.Fprintf(out, " header.from=%s", domain)
	}
	if e.identity != "" {
		fmt.Fprintf(out, " smtp.auth=%s", e.identity)
	}
	out.WriteString("\r\n")
}

func (e envelope) writeReceived(out *bytes.Buffer) {
	protocol := "ESMTP"
	if e.encrypted {
		protocol += "S"
	}
	if e.identity != "" {
		protocol += "A"
	}
	fmt.Fprintf(out, "Received: from %s ([%s])\r\n\tby %s with %s id %s", printable(e.helo), e.remote, e.authServID, protocol, e.id)
	if e.recipient != "" {
		fmt.Fprintf(out, "\r\n\tfor <%s>", printable(e.recipient))
	}
	fmt.Fprintf(out, ";\r\n\t%s\r\n", e.now.Format(time.RFC1123Z))
}

// printable leaves out of a client's word what could end the field or look like another part of it.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if r <= ' ' || r >= 0x7f || strings.ContainsRune(`()<>;,"\`, r) {
			return -1
		}
		return r
	}, s)
}

// field is one header field as it came, with its folded lines and line end.
type field struct {
	name string
	raw  []byte
}

func (f field) is(name string) bool { return strings.EqualFold(f.name, name) }

// value is the field's text, unfolded.
func (f field) value() string {
	_, value, _ := bytes.Cut(f.raw, []byte(":"))
	return strings.TrimSpace(strings.ReplaceAll(string(value), "\r\n", ""))
}

// splitHeader takes a message with CRLF line ends apart. It reads on to the first empty line, past
// lines that are no field, so that nothing hides behind one.
func splitHeader(message []byte) (fields []field, body []byte) {
	for len(message) > 0 {
		line := message
		if end := bytes.Index(message, []byte("\r\n")); end >= 0 {
			line = message[:end+2]
		}
		message = message[len(line):]
		if len(bytes.TrimRight(line, "\r\n")) == 0 {
			return fields, message
		}
		if !bytes.HasSuffix(line, []byte("\r\n")) {
			line = append(bytes.Clone(line), "\r\n"...)
		}
		if line[0] == ' ' || line[0] == '\t' {
			if len(fields) == 0 {
				continue // it would go on from the last field that we put on top
			}
			last := &fields[len(fields)-1]
			last.raw = append(bytes.Clone(last.raw), line...)
			continue
		}
		// White space before the colon is obsolete and still read by some (RFC 5322 4.5).
		name, _, _ := strings.Cut(string(line), ":")
		fields = append(fields, field{name: strings.TrimSpace(name), raw: line})
	}
	return fields, nil
}

// singleFrom is the message's author where it has exactly one From field with exactly one address,
// else "".
func singleFrom(fields []field) string {
	// A name in a charset that Go does not know is no reason to distrust the address beside it.
	parser := mail.AddressParser{WordDecoder: &mime.WordDecoder{CharsetReader: func(_ string, r io.Reader) (io.Reader, error) { return r, nil }}}
	var author string
	seen := 0
	for _, f := range fields {
		if !f.is("From") {
			continue
		}
		seen++
		addresses, err := parser.ParseList(f.value())
		if err != nil || len(addresses) != 1 {
			return ""
		}
		author = addresses[0].Address
	}
	if seen != 1 {
		return ""
	}
	return author
}

// normalizeLineEnds makes each CRLF, lone CR and lone LF one CRLF.
func normalizeLineEnds(raw []byte) []byte {
	out := make([]byte, 0, len(raw)+len(raw)/32)
	for i := 0; i < len(raw); i++ {
		switch raw[i] {
		case '\r':
			if i+1 < len(raw) && raw[i+1] == '\n' {
				i++
			}
			out = append(out, '\r', '\n')
		case '\n':
			out = append(out, '\r', '\n')
		default:
			out = append(out, raw[i])
		}
	}
	return out
}
