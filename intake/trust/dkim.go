package trust

import (
	"bytes"
	"context"
	"errors"
	"strings"

	"github.com/emersion/go-msgauth/dkim"
)

// maxSignatures bounds how many DKIM signatures of one message are checked: each costs a question
// to the DNS and a computation.
const maxSignatures = 5

// Testimony is what DKIM signatures say about who sent a message, by our own check.
type Testimony struct {
	// Aligned: a valid signature of the From domain's organisation covers From, Subject and the
	// whole body.
	Aligned bool
	// Broken: the message has signatures of that organisation, and none of them is valid.
	Broken bool
	// Away: the DNS could not be asked for a signature's key; later it may say more.
	Away bool
	// Because says why, in a sentence without personal data.
	Because string
}

// Witness checks a message's DKIM signatures by itself (RFC 6376), as a second witness beside our
// mail server's word in Judge. It proves and disproves nothing alone: a message may pass DMARC by
// SPF without a signature, and a server on the way may have changed a signed body. A message that
// Judge verifies while Witness finds its signatures broken was changed after our mail server
// looked at it, or the server is wrong.
//
// lookupTXT asks the DNS, as net.Resolver.LookupTXT does.
func Witness(ctx context.Context, raw []byte, lookupTXT func(ctx context.Context, domain string) ([]string, error)) Testimony {
	header, err := readHeader(raw)
	if err != nil {
		return Testimony{Because: err.Error()}
	}
	from, err := soleFrom(header)
	if err != nil {
		// A signature holds still when a second From is put in front of the signed one.
		return Testimony{Because: err.Error()}
	}
	if len(values(header, "Subject")) > 1 {
		return Testimony{Because: "there is more than one Subject"}
	}
	checked, err := dkim.VerifyWithOptions(bytes.NewReader(crlf(raw)), &dkim.VerifyOptions{
		MaxVerifications: maxSignatures,
		LookupTXT:        func(domain string) ([]string, error) { return lookupTXT(ctx, domain) },
	})
	if err != nil && !errors.Is(err, dkim.ErrTooManySignatures) {
		return Testimony{Because: "the signatures cannot be read"}
	}
	t := Testimony{Because: "there is no signature of From's domain"}
	for _, v := range checked {
		switch {
		case !aligned(v.Domain, from.domain):
		case v.Err != nil && dkim.IsTempFail(v.Err):
			t.Away = true
			if !t.Broken {
				t.Because = "the key of a signature of From's domain cannot be had now"
			}
		case v.Err != nil:
			t.Broken, t.Because = true, "a signature of From's domain is not valid"
		case !covers(v.HeaderKeys, "From") || !covers(v.HeaderKeys, "Subject") && len(values(header, "Subject")) > 0:
			t.Because = "a signature of From's domain leaves the subject open"
		default:
			return Testimony{Aligned: true, Because: "a signature of From's domain is valid"}
		}
	}
	return t
}

func covers(keys []string, name string) bool {
	for _, key := range keys {
		if strings.EqualFold(strings.TrimSpace(key), name) {
			return true
		}
	}
	return false
}

// crlf gives a message the line ends that it was signed with: some stores change them.
func crlf(raw []byte) []byte {
	bare := bytes.ReplaceAll(raw, []byte("\r\n"), []byte("\n"))
	return bytes.ReplaceAll(bare, []byte("\n"), []byte("\r\n"))
}
