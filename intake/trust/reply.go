package trust

import "strings"

// oddities tells, by kind and without any address, where a message asks to be answered, or says
// that it was sent, elsewhere than From. Neither is authenticated by DMARC (RFC 7489 section 3.1),
// and mailing programs, assistants and scanners write both in good faith: so the message is judged
// by From alone, as if they were not there, is answered there alone, and who reads what the bot did
// is told that they were.
func oddities(header []field, from address) (told []string) {
	for _, named := range []struct{ field, elsewhere string }{
		{"Reply-To", "Its Reply-To is %s; what is answered goes to From."},
		{"Sender", "Its Sender is %s; only From counts."},
	} {
		lines := values(header, named.field)
		if len(lines) == 0 {
			continue
		}
		if kind := elsewhere(lines, from); kind != "" {
			told = append(told, strings.Replace(named.elsewhere, "%s", kind, 1))
		}
	}
	return told
}

// elsewhere is how a field's addresses differ from From's, empty where they are of its organisation.
func elsewhere(lines []string, from address) string {
	if len(lines) > 1 {
		return "there more than once, which no mail program writes"
	}
	list, err := addresses.ParseList(strings.ToValidUTF8(lines[0], "\uFFFD"))
	if err != nil {
		return "not readable as an address"
	}
	for _, a := range list {
		if !SameOrganisation(a.Address, from.domain) {
			return "of another organisation than From"
		}
	}
	return ""
}

// SameOrganisation reports whether two domains, or addresses, have the same organisational domain,
// by DMARC's own measure (RFC 7489 section 3.2).
func SameOrganisation(a, b string) bool {
	return aligned(a, strings.ToLower(b[strings.LastIndexByte(b, '@')+1:]))
}
