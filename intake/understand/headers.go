package understand

import (
	"strings"
	"unicode"
)

// headerLabels are what Outlook and others call the fields of the message they repeat.
var headerLabels = map[string]string{
	"from": "from", "von": "from", "de": "from", "da": "from", "van": "from", "från": "from", "fra": "from", "od": "from", "lähettäjä": "from", "kimden": "from", "发件人": "from", "寄件者": "from", "差出人": "from", "보낸 사람": "from", "от": "from", "expéditeur": "from", "remitente": "from",
	"sent": "date", "date": "date", "gesendet": "date", "datum": "date", "envoyé": "date", "enviado": "date", "enviado el": "date", "enviada em": "date", "fecha": "date", "data": "date", "inviato": "date", "verzonden": "date", "skickat": "date", "sendt": "date", "wysłano": "date", "发送时间": "date", "日期": "date", "送信日時": "date", "отправлено": "date", "дата": "date",
	"to": "to", "an": "to", "à": "to", "para": "to", "a": "to", "aan": "to", "till": "to", "til": "to", "do": "to", "收件人": "to", "宛先": "to", "кому": "to",
	"cc": "cc", "kopie": "cc", "copie à": "cc", "bcc": "cc", "抄送": "cc", "reply-to": "cc", "importance": "cc", "attachments": "cc", "wichtigkeit": "cc",
	"subject": "subject", "betreff": "subject", "objet": "subject", "asunto": "subject", "assunto": "subject", "oggetto": "subject", "onderwerp": "subject", "ämne": "subject", "emne": "subject", "temat": "subject", "主题": "subject", "主旨": "subject", "件名": "subject", "тема": "subject",
}

// repeated is the header of an earlier message as a client repeats it in the text.
type repeated struct {
	from, email, subject string
	lines                int // how many lines it takes
}

// repeatedHeaderAt recognises the block "From: … Sent: … To: … Subject: …" (in any
// order, as clients differ) at line i. A form may have rows named From and To as
// well; so an address in From, or both a date and a subject, are asked for.
func repeatedHeaderAt(lines []line, i int) (repeated, bool) {
	var h repeated
	seen := map[string]bool{}
	n, misses := 0, 0
	for j := i; j < len(lines) && j < i+14; j++ {
		t := strings.Trim(strings.TrimSpace(lines[j].text), "*")
		if t == "" {
			if n == 0 {
				return h, false
			}
			break
		}
		label, value := splitHeaderLabel(t)
		field := headerLabels[label]
		if field == "" || field != "cc" && seen[field] {
			if n == 0 {
				return h, false
			}
			// a long To or Subject wraps
			if misses++; misses > 3 {
				break
			}
			if !seen["subject"] || !seen["to"] || len(seen) < 3 {
				continue
			}
			break
		}
		if n == 0 && field == "cc" {
			return h, false
		}
		seen[field] = true
		n++
		misses = 0
		h.lines = j - i + 1
		switch field {
		case "from":
			h.from, h.email = splitMailbox(value)
		case "subject":
			h.subject = value
		}
	}
	ok := seen["from"] && n >= 3 && (h.email != "" || seen["date"] && seen["subject"])
	return h, ok
}

func splitHeaderLabel(t string) (label, value string) {
	i := strings.IndexAny(t, ":：")
	if i < 0 || i > 40 {
		return "", ""
	}
	label = strings.ToLower(strings.Trim(t[:i], "* \t"))
	value = strings.TrimPrefix(t[i:], ":")
	value = strings.TrimPrefix(value, "：")
	return label, strings.Trim(value, "* \t")
}

// splitMailbox reads `Jane Doe <jane@x.org>`, `Jane Doe [mailto:jane@x.org]` or a bare address.
func splitMailbox(v string) (name, email string) {
	for _, f := range strings.FieldsFunc(v, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune("<>[]()\"';", r) }) {
		f = strings.TrimPrefix(f, "mailto:")
		if at := strings.IndexByte(f, '@'); at > 0 && at < len(f)-1 {
			email = strings.ToLower(f)
			break
		}
	}
	name = v
	if i := strings.IndexAny(v, "<["); i >= 0 {
		name = v[:i]
	}
	name = strings.Trim(name, " \"'")
	if strings.Contains(name, "@") {
		name = ""
	}
	return name, email
}
