package understand

import (
	"strings"
	"unicode/utf8"
)

// forwardMarkers are the lines with which mail programs announce a forwarded message.
var forwardMarkers = []string{"forwarded message", "begin forwarded message", "forwarded mail", "forwarded by", "start of forwarded message",
	"weitergeleitete nachricht", "weitergeleitete e-mail", "anfang der weitergeleiteten", "message transféré", "message transmis", "début du message réexpédié", "début du message transféré", "message réexpédié",
	"mensaje reenviado", "inicio del mensaje reenviado", "messaggio inoltrato", "inizio messaggio inoltrato", "mensagem encaminhada", "mensagem reencaminhada", "início da mensagem", "doorgestuurd bericht", "begin doorgestuurd bericht",
	"vidarebefordrat", "videresendt", "start på videresendt", "välitetty viesti", "edelleenlähetetty viesti", "edastatud kiri", "przekazana wiadomość", "wiadomość przekazana", "wiadomość przesłana dalej", "treść przekazanej", "początek przekazywanej",
	"přeposlaná zpráva", "začátek přeposílané", "preposlaná správa", "začiatok preposlanej", "proslijeđena poruka", "započni proslijeđenu", "továbbított üzenet", "továbbított levél", "mesaj redirecționat", "începe mesajul redirecționat",
	"пересылаемое сообщение", "пересланное сообщение", "перенаправленное сообщение", "начало переадресованного", "начало пересылаемого", "переслане повідомлення", "перенаправлене повідомлення", "початок листа, що пересилається",
	"προωθημένο μήνυμα", "iletilen mesaj", "iletilen ileti", "iletilmiş mesaj", "ileti başlangıcı", "转发的邮件", "轉寄的郵件", "転送されたメッセージ", "メッセージを転送", "전달된 메일", "전달된 메시지"}

// replyMarkers announce an earlier message in the clients of Microsoft and others.
var replyMarkers = []string{"original message", "original appointment", "reply message", "ursprüngliche nachricht", "ursprüngliche mail", "originalnachricht", "original-nachricht", "antwort nachricht", "message d'origine", "message original", "message initial",
	"mensaje original", "messaggio originale", "mensagem original", "oorspronkelijk bericht", "originalmeddelande", "ursprungligt meddelande", "oprindelig meddelelse", "oprindelig besked", "original meddelelse", "opprinnelig melding", "alkuperäinen viesti",
	"wiadomość oryginalna", "oryginalna wiadomość", "původní zpráva", "původní e-mail", "pôvodná správa", "eredeti üzenet", "mesaj original", "mesajul original", "исходное сообщение", "оригинальное сообщение", "оригінальне повідомлення", "αρχικό μήνυμα",
	"orijinal mesaj", "özgün ileti", "pesan asli", "原始邮件", "原邮件", "原始郵件", "元のメッセージ", "원본 메시지", "원본 메일"}

// replyAbove is the line of help desks' mail programs, in any case and between any
// ornaments, under which their own mail stands.
var replyAbove = []string{"reply above this line", "reply above the line", "reply above this message"}

// markerAt recognises such a line: the words stand between dashes, or alone with a
// colon. What stands behind the dashes are header fields whose line breaks were lost.
func markerAt(l *line) (forward, reply bool) {
	t := strings.TrimSpace(l.text)
	if t == "" || !strings.ContainsAny(t[:1], "-_=*#") && !strings.HasSuffix(t, ":") {
		return false, false
	}
	dashed := strings.HasPrefix(t, "**")
	if inner := strings.TrimLeft(t, "* "); strings.HasPrefix(inner, "--") || strings.HasPrefix(inner, "__") || strings.HasPrefix(inner, "==") {
		dashed = true
		inner = strings.TrimLeft(inner, "-_= ")
		if end := strings.Index(inner, "---"); end > 0 {
			t = inner[:end]
		}
	}
	if utf8.RuneCountInString(t) > 90 {
		return false, false
	}
	bare := lower(strings.Trim(t, "-_=*>:# \t"))
	if bare == "" || utf8.RuneCountInString(bare) > 60 {
		return false, false
	}
	if dashed || strings.HasSuffix(t, ":") {
		for _, m := range forwardMarkers {
			if strings.HasPrefix(bare, m) {
				return true, false
			}
		}
	}
	if dashed {
		for _, m := range replyMarkers {
			if strings.HasPrefix(bare, m) {
				return false, true
			}
		}
	}
	if dashed || t[0] == '#' {
		for _, m := range replyAbove {
			if strings.Contains(bare, m) {
				return false, true
			}
		}
	}
	return false, false
}

// authorBehind reads the author from a marker line behind whose dashes the header
// stands, as Yahoo's plain text has it: "----- Forwarded Message ----- From: Jane …".
func authorBehind(l *line) (name, email string) {
	i := strings.LastIndex(l.text, "---")
	if i < 0 {
		return "", ""
	}
	field, _, _ := strings.Cut(l.text[i+3:], ">")
	label, value := splitHeaderLabel(strings.TrimLeft(field, "- "))
	if headerLabels[label] != "from" || !strings.Contains(value, "@") {
		return "", ""
	}
	return splitMailbox(value + ">")
}

// lower is lower case without the dot that the Turkish İ leaves over its small letter.
func lower(s string) string { return strings.ReplaceAll(strings.ToLower(s), "\u0307", "") }
