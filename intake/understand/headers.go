package understand

import (
	"strings"
	"unicode"
)

// headerLabels are what Outlook and others call the fields of the message they repeat.
var headerLabels = labelsByField(map[string]string{
	"from":    "from von de da van från fra od lähettäjä kimden gönderen 发件人 寄件者 差出人 送信元 보낸_사람 от отправитель expéditeur remitente nadawca odesílatel odosielateľ feladó de_la expeditor expeditorul від від_кого από מאת من saatja šalje dari từ",
	"date":    "sent date gesendet datum envoyé enviado enviado_el enviada_em fecha data inviato verzonden skickat sendt wysłano 发送时间 日期 日付 送信日時 отправлено дата dato message_du lähetetty päivämäärä odesláno odoslané elküldve dátum trimis dată надіслано στάλθηκε ημερομηνία gönderildi tarih تم_الإرسال التاريخ נשלח תאריך kuupäev poslano terkirim tanggal đã_gửi ngày 寄件日期 보낸_날짜 날짜",
	"to":      "to an à para a aan till til do 收件人 宛先 送信先 кому vastaanottaja komu adresat címzett către destinatar destinatarul προς kime إلى אל saaja prima pre kepada đến 받는_사람",
	"cc":      "cc kopie copie_à bcc 抄送 reply-to importance attachments wichtigkeit kopi kopia kopio kópia copia cópia копия копія dw másolat bilgi koopia",
	"subject": "subject betreff objet sujet asunto assunto oggetto onderwerp ämne emne temat 主题 主旨 件名 тема aihe předmět predmet tárgy subiect subiectul θέμα konu الموضوع נושא teema naslov subjek perihal chủ_đề 제목",
})

// labelsByField turns the lists round; "_" stands for a space within a label.
func labelsByField(lists map[string]string) map[string]string {
	byLabel := make(map[string]string)
	for field, labels := range lists {
		for label := range strings.FieldsSeq(labels) {
			byLabel[strings.ReplaceAll(label, "_", " ")] = field
		}
	}
	return byLabel
}

// repeated is the header of an earlier message as a client repeats it in the text.
type repeated struct {
	from, email, subject string
	lines                int // how many lines it takes
}

// repeatedHeaderAt recognises the block "From: … Sent: … To: … Subject: …" (in any
// order, as clients differ) at line i. A form may have rows named From and To as
// well; so an address in From, or both a date and a subject, are asked for. Two fields in
// a row are enough where one has an address and the other a day to the minute, which no
// form about accounts has.
func repeatedHeaderAt(lines []line, i int) (repeated, bool) {
	var h repeated
	seen := map[string]bool{}
	n, misses := 0, 0
	address, minute := false, false
	for j := i; j < len(lines) && j < i+14; j++ {
		t := strings.Trim(strings.TrimSpace(lines[j].text), "*")
		if t == "" {
			if n == 0 {
				return h, false
			}
			// Each field is a paragraph where HTML was laid out so.
			if j+1 < len(lines) && continuesHeader(lines[j+1].text, seen) {
				continue
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
			address = h.email != ""
		case "to":
			address = address || strings.Contains(value, "@")
		case "date":
			minute = hasYear(value) && hasClock(value)
		case "subject":
			h.subject = value
		}
	}
	ok := seen["from"] && n >= 3 && (h.email != "" || seen["date"] && seen["subject"]) || n >= 2 && n == h.lines && address && minute
	return h, ok
}

// continuesHeader: the line is a field that the header has not had yet.
func continuesHeader(t string, seen map[string]bool) bool {
	label, value := splitHeaderLabel(strings.TrimSpace(t))
	field := headerLabels[label]
	return field != "" && !seen[field] && value != ""
}

// bareHeaderEnd gives the line after a header as eM Client repeats it, the labels without
// colons: "From "Jane Doe" <…>", "Date 4/26/2027 …"; 0 where there is none.
func bareHeaderEnd(lines []line, i int) int {
	seen := map[string]bool{}
	for ; i < len(lines); i++ {
		label, value, _ := strings.Cut(strings.TrimSpace(lines[i].text), " ")
		field := headerLabels[strings.ToLower(label)]
		if field == "" || value == "" || seen[field] {
			break
		}
		seen[field] = true
	}
	if !seen["from"] || len(seen) < 2 {
		return 0
	}
	return i
}

func splitHeaderLabel(t string) (label, value string) {
	i := indexMark(t, ":：")
	if i < 0 || i > 40 {
		return "", ""
	}
	label = lower(strings.Trim(t[:i], "* \t"))
	if short := strings.IndexByte(label, '('); short > 0 {
		label = strings.TrimSpace(label[:short]) // "Kopie (CC)"
	}
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
