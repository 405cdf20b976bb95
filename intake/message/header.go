package message

import (
	"net/mail"
	"net/textproto"
	"strings"
	"time"

	"github.com/jhillyerd/enmime/v2"
)

func canonical(name string) string { return textproto.CanonicalMIMEHeaderKey(name) }

func (m *Message) readHeader(root *enmime.Part) {
	m.header = make(map[string][]string, len(root.Header))
	for key, values := range root.Header {
		decoded := make([]string, len(values))
		for i, v := range values {
			if strings.Contains(v, "=?") {
				v = decodeWords(v)
			}
			decoded[i] = strings.ToValidUTF8(strings.TrimSpace(v), "\uFFFD")
		}
		m.header[canonical(key)] = decoded
	}
	fields := root.Header["From"]
	m.FromFields = len(fields)
	for _, f := range fields {
		m.From = append(m.From, addresses(f)...)
	}
	m.To = addressesOf(root.Header["To"])
	m.Cc = addressesOf(root.Header["Cc"])
	m.ReplyTo = addressesOf(root.Header["Reply-To"])
	m.Subject = strings.Join(strings.Fields(m.Header("Subject")), " ")
	m.Date = parseDate(m.Header("Date"))
	m.MessageID = first(messageIDs(m.Header("Message-Id")))
	m.InReplyTo = messageIDs(m.Header("In-Reply-To"))
	m.References = messageIDs(m.Header("References"))
	m.ContentType = strings.ToLower(root.ContentType)
	m.Params = params(root.Header.Get("Content-Type"))
}

// decodeWords decodes RFC 2047 encoded words by way of enmime, whose table of
// charset names knows the aliases that mail programs invent.
func decodeWords(v string) string {
	part := enmime.NewPart("text/plain")
	part.Header.Set("Subject", v)
	env, err := enmime.EnvelopeFromPart(part)
	if err != nil {
		return v
	}
	return env.GetHeader("Subject")
}

func addressesOf(fields []string) []Address {
	var all []Address
	for _, f := range fields {
		all = append(all, addresses(f)...)
	}
	return all
}

// addresses reads one address field. What enmime's parser refuses is searched for
// the first thing with an @, for senders are often broken and still people.
func addresses(field string) []Address {
	field = strings.TrimSpace(field)
	if field == "" {
		return nil
	}
	list, err := enmime.ParseAddressList(field)
	if err != nil || len(list) == 0 {
		return salvageAddress(field)
	}
	out := make([]Address, 0, len(list))
	for _, a := range list {
		out = append(out, Address{Email: strings.ToLower(strings.TrimSpace(a.Address)), Name: cleanName(a.Name)})
	}
	// "box@host (Name)", the form of RFC 822 that delivery notices still use: net/mail drops the comment's role.
	if len(out) == 1 && out[0].Name == "" {
		if open := strings.LastIndexByte(field, '('); open > 0 && strings.HasSuffix(field, ")") {
			out[0].Name = cleanName(decodeWords(field[open+1 : len(field)-1]))
		}
	}
	return out
}

func salvageAddress(field string) []Address {
	decoded := decodeWords(field)
	for _, word := range strings.FieldsFunc(decoded, func(r rune) bool { return strings.ContainsRune(" \t<>,;()\"[]", r) }) {
		if at := strings.IndexByte(word, '@'); at > 0 && at < len(word)-1 {
			name := ""
			if i := strings.IndexByte(decoded, '<'); i > 0 {
				name = decoded[:i]
			}
			return []Address{{Email: strings.ToLower(word), Name: cleanName(name)}}
		}
	}
	return nil
}

func cleanName(name string) string {
	name = strings.ToValidUTF8(name, "\uFFFD")
	name = strings.Trim(strings.Join(strings.Fields(name), " "), `"' `)
	if strings.Contains(name, "@") {
		return "" // many programs repeat the address as the name
	}
	return name
}

// parseDate reads the Date field, also in the malformed shapes that net/mail
// refuses: a comment at the end, a missing weekday, a named zone.
func parseDate(v string) time.Time {
	if v == "" {
		return time.Time{}
	}
	// nearly all write it so, and mail.ParseDate tries this form after many others
	if t, err := time.Parse("Mon, 2 Jan 2006 15:04:05 -0700", v); err == nil {
		return t
	}
	if t, err := mail.ParseDate(v); err == nil {
		return t
	}
	if i := strings.IndexByte(v, '('); i > 0 {
		v = strings.TrimSpace(v[:i])
	}
	for _, layout := range []string{"Mon, 2 Jan 2006 15:04:05 MST", "2 Jan 2006 15:04:05 MST", "Mon, 2 Jan 2006 15:04:05",
		"Mon, 2 Jan 06 15:04:05 -0700", "Mon Jan 2 15:04:05 2006", time.RFC3339, "2006-01-02 15:04:05 -0700"} {
		if t, err := time.Parse(layout, v); err == nil {
			return t
		}
	}
	return time.Time{}
}

func messageIDs(v string) []string {
	var ids []string
	for {
		open := strings.IndexByte(v, '<')
		if open < 0 {
			break
		}
		end := strings.IndexByte(v[open:], '>')
		if end < 0 {
			break
		}
		ids = append(ids, v[open+1:open+end])
		v = v[open+end+1:]
	}
	if len(ids) == 0 {
		ids = strings.Fields(v)
	}
	return ids
}

// params are the parameters of a Content-Type field: enmime keeps only those that it uses itself.
func params(contentType string) map[string]string {
	if !strings.Contains(contentType, ";") {
		return nil
	}
	_, p, _, err := parseMediaType(contentType)
	if err != nil {
		return nil
	}
	return p
}

func first(s []string) string {
	if len(s) == 0 {
		return ""
	}
	return s[0]
}
