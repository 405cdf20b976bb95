package understand

import "strings"

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
