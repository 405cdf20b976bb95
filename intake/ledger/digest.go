package ledger

import (
	"bytes"
	"crypto/sha256"
	"mime"
	"net/mail"
	"net/textproto"
	"strings"

	"github.com/guestd/guestd/internal/postgres"
)

// head is what of a header the ledger lists and tells messages by. It is not trusted.
type head struct {
	messageID, from, subject, date string
	// evidence is every field that how the message is treated depends on, one after the other.
	evidence string
}

// treatedBy names the fields that decide whether a message is believed, screened out or taken for
// an answer. Of two deliveries of one message that differ in any of them neither may stand for the
// other: the first could be the one that came through a list, or that nobody vouched for.
var treatedBy = []string{
	"Authentication-Results", "Return-Path", "Sender", "Reply-To", "To", "Cc", "Date", "In-Reply-To", "References",
	"Auto-Submitted", "Precedence", "List-Id", "List-Unsubscribe", "Content-Type",
}

func readHead(raw []byte) head {
	msg, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		return head{}
	}
	h := head{messageID: strings.TrimSpace(msg.Header.Get("Message-Id")), subject: postgres.Text(decodeWords(msg.Header.Get("Subject")), 500), date: msg.Header.Get("Date")}
	from := msg.Header["From"]
	if list, err := msg.Header.AddressList("From"); err == nil && len(list) > 0 {
		h.from = strings.ToLower(postgres.Text(list[0].Address, 320))
	}
	h.messageID = postgres.Text(strings.ToValidUTF8(h.messageID, ""), 998)
	var evidence strings.Builder
	for _, value := range from {
		evidence.WriteString(value + "\x00")
	}
	for _, field := range treatedBy {
		for _, value := range msg.Header[textproto.CanonicalMIMEHeaderKey(field)] {
			evidence.WriteString(field + "\x00" + value + "\x00")
		}
	}
	h.evidence = evidence.String()
	return h
}

// content is the same for what one sender says, however often they send it: from whom, about what,
// and the text. It is what copies are known by, those under another Message-ID too. A message
// without an ID is told by its date besides.
func content(h head, raw []byte) []byte {
	body := raw
	for _, gap := range []string{"\r\n\r\n", "\n\n"} {
		if i := bytes.Index(raw, []byte(gap)); i >= 0 && len(raw)-i-len(gap) < len(body) {
			body = raw[i+len(gap):]
			break
		}
	}
	sum := sha256.New()
	sum.Write([]byte(h.from + "\x00" + h.subject + "\x00"))
	if h.messageID == "" {
		sum.Write([]byte(h.date + "\x00"))
	}
	sum.Write(bytes.TrimRight(body, "\r\n"))
	return sum.Sum(nil)
}

// fingerprint is the same for one delivery of a message however often it is found: when the mailbox
// is made anew, or a person moves messages about. The trace fields that servers add underway
// (RFC 5321 section 4.4) are no part of it.
func fingerprint(h head, content []byte) []byte {
	sum := sha256.New()
	sum.Write(content)
	sum.Write([]byte("\x00" + h.messageID + "\x00" + h.evidence))
	return sum.Sum(nil)
}

// decodeWords reads a header's encoded words (RFC 2047), and leaves what cannot be read.
func decodeWords(s string) string {
	decoded, err := new(mime.WordDecoder).DecodeHeader(s)
	if err != nil {
		return s
	}
	return decoded
}
