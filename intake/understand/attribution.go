package understand

import (
	"strings"
	"unicode"
)

// attributionOpeners are the words with which mail programs begin the line above a
// quote, by language: "On Mon … wrote:", "Am … schrieb …:", "Le … a écrit :".
var attributionOpeners = []string{"On ", "At ", "Am ", "Le ", "El ", "Il ", "Op ", "Em ", "Den ", "Dne ", "W dniu ", "Dnia ", "Quoting ", "In article ", "In message ", "Em ", "A ", "Vào ", "Pada ", "Tarihinde ", "Ha ", "În ", "Dana "}

// wroteWords say "wrote" in the languages whose programs put it last, or nearly so.
var wroteWords = []string{"wrote", "writes", "schrieb", "écrit", "ecrit", "escribió", "escribio", "escreveu", "scritto", "schreef", "geschreven", "skrev", "kirjoitti",
	"napisał", "napisal", "napsal", "napísal", "yazdı", "пишет", "написал", "írta", "έγραψε", "a scris", "写道", "寫道", "書きました", "のメール", "작성"}

// attributionAt tells how many lines, from line i on, are the line above a quote
// ("On 4/9/27 07:00, HMS Guest Accounts wrote:"), which programs wrap at 72 or 76
// columns; 0 where there is none.
func attributionAt(lines []line, i int) int {
	first := strings.TrimSpace(lines[i].text)
	if first == "" {
		return 0
	}
	opened := false
	for _, o := range attributionOpeners {
		if strings.HasPrefix(first, o) {
			opened = true
			break
		}
	}
	if !opened && (first[0] >= '0' && first[0] <= '9' || strings.HasPrefix(first, "<") || strings.HasPrefix(first, "\"")) {
		opened = true
	}
	joined := first
	for n := 1; n <= 4; n++ {
		if n > 1 {
			if !opened || i+n-1 >= len(lines) || lines[i+n-1].blank() || lines[i+n-1].depth != lines[i].depth {
				return 0
			}
			joined += " " + strings.TrimSpace(lines[i+n-1].text)
		}
		if len(joined) > 400 {
			return 0
		}
		end := strings.TrimRight(joined, " ")
		if strings.HasSuffix(end, ":") || strings.HasSuffix(end, "：") {
			if !hasWrote(end) && !(strings.Contains(end, "年") && strings.Contains(end, "@")) {
				return 0
			}
			marked := strings.ContainsFunc(end, unicode.IsDigit) || strings.Contains(end, "@")
			if opened && marked {
				return n
			}
			// "Jane Doe wrote:" counts where a quote follows.
			if n == 1 && (marked || quoteFollows(lines, i+1)) && len(end) < 160 {
				return n
			}
			return 0
		}
	}
	return 0
}

func hasWrote(s string) bool {
	low := strings.ToLower(s)
	for _, w := range wroteWords {
		if strings.Contains(low, w) {
			return true
		}
	}
	return false
}

func quoteFollows(lines []line, i int) bool {
	for ; i < len(lines); i++ {
		if !lines[i].blank() {
			return lines[i].depth > 0
		}
	}
	return false
}

// forwardMarkers are the lines with which mail programs announce a forwarded message.
var forwardMarkers = []string{"forwarded message", "begin forwarded message", "forwarded mail", "weitergeleitete nachricht", "weitergeleitete e-mail", "anfang der weitergeleiteten", "message transféré", "début du message réexpédié", "message réexpédié",
	"mensaje reenviado", "inicio del mensaje reenviado", "messaggio inoltrato", "inizio messaggio inoltrato", "mensagem encaminhada", "doorgestuurd bericht", "begin doorgestuurd bericht", "vidarebefordrat meddelande", "videresendt", "przekazana wiadomość", "转发的邮件", "転送されたメッセージ", "forwarded by"}

// replyMarkers announce an earlier message in the clients of Microsoft and others.
var replyMarkers = []string{"original message", "original appointment", "reply message", "ursprüngliche nachricht", "originalnachricht", "message d'origine", "message original", "mensaje original", "messaggio originale", "mensagem original", "oorspronkelijk bericht", "originalmeddelande", "wiadomość oryginalna", "原始邮件", "原邮件", "元のメッセージ"}

// markerAt recognises such a line: the words stand between dashes, or alone with a colon.
func markerAt(l *line) (forward, reply bool) {
	t := strings.TrimSpace(l.text)
	if t == "" || len(t) > 90 {
		return false, false
	}
	bare := strings.ToLower(strings.Trim(t, "-_=*>: \t"))
	if bare == "" || len(bare) > 60 {
		return false, false
	}
	dashed := strings.HasPrefix(t, "--") || strings.HasPrefix(t, "__") || strings.HasPrefix(t, "==") || strings.HasPrefix(t, "**")
	alone := strings.HasSuffix(t, ":") || dashed
	if !alone {
		return false, false
	}
	for _, m := range forwardMarkers {
		if strings.HasPrefix(bare, m) {
			return true, false
		}
	}
	for _, m := range replyMarkers {
		if strings.HasPrefix(bare, m) && dashed {
			return false, true
		}
	}
	return false, false
}

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
