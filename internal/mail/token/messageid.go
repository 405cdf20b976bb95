package token

import (
	"regexp"
	"strings"

	"github.com/google/uuid"
)

// MessageID is the Message-ID of a mail of ours. It says which kind of mail it was and which row
// of the outbox it came from, so that a reply finds its mail again where its address lost the
// token.
type MessageID struct {
	Kind string // the API's NotificationKind
	ID   uuid.UUID
	// Domain is the part after the @, in lower case.
	Domain string
}

// String is the Message-ID with its angle brackets:
// <activation.0190…@guest-requests.hms.harvard.edu>.
func (m MessageID) String() string {
	kind := strings.ReplaceAll(strings.ToLower(m.Kind), "_", "-")
	return "<" + kind + "." + m.ID.String() + "@" + strings.ToLower(m.Domain) + ">"
}

// ParseMessageID reads a Message-ID of ours, with or without angle brackets, in any case: some
// gateways change it.
func ParseMessageID(text, domain string) (MessageID, bool) {
	text = strings.ToLower(strings.TrimSpace(text))
	text = strings.TrimSuffix(strings.TrimPrefix(text, "<"), ">")
	left, right, ok := strings.Cut(text, "@")
	if !ok || right != strings.ToLower(domain) {
		return MessageID{}, false
	}
	kind, number, ok := strings.Cut(left, ".")
	if !ok || !kindForm.MatchString(kind) {
		return MessageID{}, false
	}
	id, err := uuid.Parse(number)
	if err != nil || id.String() != number {
		return MessageID{}, false
	}
	return MessageID{
		Kind:   strings.ToUpper(strings.ReplaceAll(kind, "-", "_")),
		ID:     id,
		Domain: right,
	}, true
}

var (
	kindForm   = regexp.MustCompile(`^[a-z]+(-[a-z]+)*$`)
	bracketed  = regexp.MustCompile(`<[^<>\s]{3,998}>`)
	maxLineage = 100 // more ancestors than any conversation has; the rest is not looked at
)

// FromReferences finds the Message-IDs of ours in the values of In-Reply-To and References, the
// nearest ancestor first.
func FromReferences(domain string, inReplyTo, references string) []MessageID {
	ids := bracketed.FindAllString(inReplyTo, maxLineage)
	// References runs from the first ancestor to the parent (RFC 5322 section 3.6.4).
	chain := bracketed.FindAllString(references, -1)
	if len(chain) > maxLineage {
		chain = chain[len(chain)-maxLineage:]
	}
	for i := len(chain) - 1; i >= 0; i-- {
		ids = append(ids, chain[i])
	}
	var ours []MessageID
	seen := map[MessageID]bool{}
	for _, text := range ids {
		if id, ok := ParseMessageID(text, domain); ok && !seen[id] {
			seen[id] = true
			ours = append(ours, id)
		}
	}
	return ours
}
