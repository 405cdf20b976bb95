package screen

import (
	"strings"

	"github.com/guestd/guestd/intake/message"
	"github.com/guestd/guestd/intake/phrase"
)

// Programs that mark nothing are known by what they say: that nobody wrote it, that
// somebody is away, that a request has been received, that a message was read or is
// held. A person may say some of it, too, but then says what they want.

// openingBytes is how much of a message is looked at: automatic answers come to the point.
const openingBytes = 1200

// opening is the beginning of what the sender wrote, in lower case, before anything
// quoted or forwarded.
func opening(m *message.Message) string {
	text := m.Text
	if len(text) > openingBytes {
		text = text[:openingBytes]
	}
	end := 0
	for end < len(text) {
		line, _, _ := strings.Cut(text[end:], "\n")
		if t := strings.TrimSpace(line); strings.HasPrefix(t, ">") || strings.HasPrefix(t, "-----") && strings.HasSuffix(t, "-----") && len(strings.Trim(t, "- ")) > 0 || strings.HasPrefix(t, "From:") && end > 0 {
			break
		}
		end = min(len(text), end+len(line)+1)
	}
	return strings.ToLower(strings.ReplaceAll(text[:end], "’", "'"))
}

// worded knows automatic answers by their words alone.
func worded(m *message.Message) (Verdict, string) {
	subject := strings.ToLower(m.Subject)
	if startsWithAny(subject, forwardPrefixes) {
		return "", "" // a person sends on what a program wrote
	}
	text := opening(m)
	if v := receipt(subject, text); v != "" {
		return AutoReply, v
	}
	sentences := sentencesOf(text)
	if asks(subject, sentences) {
		return "", ""
	}
	for _, judge := range []func() string{
		func() string { return declared(sentences) },
		func() string { return acknowledged(m, text) },
		func() string { return challenged(text) },
		func() string { return absent(m, subject, sentences) },
	} {
		if why := judge(); why != "" {
			return AutoReply, why
		}
	}
	return "", ""
}

// wordedAnswer: vacation programs and ticket systems, too, call their answers bulk, which
// so says no more than their words do.
func wordedAnswer(m *message.Message) (Verdict, string) {
	if len(m.InReplyTo) == 0 {
		return "", ""
	}
	return worded(m)
}

var forwardPrefixes = []string{"fw:", "fwd:", "wg:", "tr:", "rv:", "enc:", "i:", "doorst:", "vs:", "vb:"}

// sentencesOf cuts lower-case text into sentences: at full stops, question and
// exclamation marks, their East Asian forms, and blank lines.
func sentencesOf(text string) []string {
	var out []string
	for _, para := range strings.Split(text, "\n\n") {
		start := 0
		para = strings.Join(strings.Fields(para), " ")
		for i, r := range para {
			switch r {
			case '.', '!', '?':
				if i+1 < len(para) && para[i+1] != ' ' || r == '.' && abbreviates(para[start:i]) {
					continue
				}
			case '。', '！', '？':
			default:
				continue
			}
			out = append(out, strings.TrimSpace(para[start:i]))
			start = i + len(string(r))
		}
		if rest := strings.TrimSpace(para[start:]); rest != "" {
			out = append(out, rest)
		}
	}
	return out
}

// abbreviates: the full stop after s ends no sentence: it follows a number ("20. Januar")
// or a word of one or two letters ("Dr. Lee", "z. B.").
func abbreviates(s string) bool {
	last := s[strings.LastIndexByte(s, ' ')+1:]
	return last != "" && len(last) <= 2
}

// asks: a sentence wants something of us, as no automatic answer does: a wish with a
// word of our trade in it. "For guest accounts please write to Petra" wants it of Petra.
func asks(subject string, sentences []string) bool {
	if containsAny(subject, wishes) && tradeWords.In(subject) {
		return true
	}
	for _, s := range sentences {
		if wishesOfUs(s) && tradeWords.In(s) {
			return true
		}
	}
	return false
}

// deflectionBytes is how near to a wish stands that somebody else is to be asked.
const deflectionBytes = 24

// wishesOfUs: the sentence wishes for something else than that somebody is written to.
func wishesOfUs(s string) bool {
	for _, w := range wishes {
		i := strings.Index(s, w)
		if i >= 0 && !deflections.In(s[max(0, i-deflectionBytes):min(len(s), i+len(w)+deflectionBytes)]) {
			return true
		}
	}
	return false
}

var (
	wishes = []string{"please", "pls", "kindly", "could you", "can you", "could we", "can we", "can i ", "could i ", "may i", "would you", "i need", "we need", "needs ", "i'd like", "i would like", "we would like", "we'd like", "i want", "grateful", "to close", "to extend", "to end",
		"bitte", "könnten sie", "s'il vous", "svp", "merci de bien", "pourriez", "por favor", "podría", "poderia", "per favore", "potreste", "graag", "gelieve"}
	tradeWords = phrase.Of("account", "guest", "access", "login", "activat", "extend", "extension", "renew", "hsr", "sponsor", "visitor", "password",
		"deactivat", "terminat", "konto", "zugang", "gast", "verläng", "compte", "invité", "prolong", "cuenta", "invitad", "conta ", "convidad", "ospite", "verleng")
	deflections = phrase.Of("contact", "write to", "reach out", "reach me", "turn to", "email ", "e-mail ", "mail to", "call ", "direct ", "ask ", "refer", "speak ", "get in touch", "reply to this", "do not reply", "click", "follow the link", "visit ", "go to", "wenden sie", "kontaktieren", "schreiben sie", "contacter", "adresser", "escrib", "contact", "dirig", "dirij", "escreva", "rivolg", "scriv", "neem", "richten")
)

// declared: the message says of itself that a program wrote it: "this is an automated
// response", "Diese Nachricht wurde automatisch erzeugt". The sentence is about this
// very message, or opens with the word.
func declared(sentences []string) string {
	for _, s := range sentences {
		if automaticStems.In(s) && mailNouns.In(s) && (startsWithAny(s, thisWords) || automaticStems.Begins(strings.TrimLeft(s, "*[(-# ")) || containsAny(s, []string{"this is an auto", "is automatically", "generated automatically", "automatically generated"})) {
			return "it says of itself that a program wrote it"
		}
		if replyLines.In(s) {
			return "it has the line of a ticket system above which answers are written"
		}
	}
	return ""
}

var (
	automaticStems = phrase.Of("automat", "autogenerat", "auto-generat", "auto generat", "auto-reply", "autoreply", "auto-respon", "autorespon", "computer-generated", "automát", "otomatik", "αυτόματ", "автомат", "自動", "自动", "자동")
	mailNouns      = phrase.Of("message", "mail", "response", "reply", "answer", "notification", "notice", "confirmation", "acknowledg", "nachricht", "antwort", "benachrichtigung", "réponse", "mensaje", "respuesta", "correo", "mensagem", "resposta", "messaggio", "risposta", "bericht", "antwoord", "svar", "meddeland", "meddelelse", "melding", "besked", "vastaus", "viesti", "odpowied", "wiadomo", "odpověď", "zpráva", "válasz", "üzenet", "yanıt", "ileti", "απάντηση", "μήνυμα", "ответ", "сообщени", "письмо", "уведомлени", "відповідь", "повідомлення", "返信", "応答", "送信", "メール", "回复", "回覆", "邮件", "郵件", "发送", "메일", "회신", "응답", "메시지")
	thisWords      = []string{"this ", "note: this", "please note: this", "please note that this", "dies", "das ist", "ceci ", "ce ", "cette ", "cet ", "este ", "esta ", "esto ", "éste ", "isto ", "questo ", "questa ", "dit ", "deze ", "detta ", "det här", "dette ", "denne ", "tämä ", "to jest", "ta wiadomo", "toto ", "tato ", "tento ", "ez ", "bu ", "αυτό", "это ", "данное ", "данный ", "це ", "本", "この", "这", "這", "此", "이 "}
	replyLines     = phrase.Of("type your reply above this line", "reply above this line", "write above this line", "please do not write below this line")
)

// acknowledged: a ticket system says that it has received something: two of its usual
// phrases, or one from an address that only such systems have.
func acknowledged(m *message.Message, text string) string {
	received := receivedPhrases.Count(text)
	if contactThanks.In(text) && supportPhrases.Count(text) >= 3 {
		received++ // a desk that thanks, and tells its hours
	}
	if received == 0 {
		return ""
	}
	n := received + supportPhrases.Count(text)
	box, _, _ := strings.Cut(m.Sender().Email, "@")
	if containsAny(box, systemBoxes) || suppressesAll(m) || nullSender(m) {
		n++
	}
	if n >= 2 {
		return "it acknowledges a request as ticket systems do"
	}
	return ""
}

var (
	receivedPhrases = phrase.Of("your request has been received", "your request was received", "has been received and", "your message has been received", "your email has been received", "your inquiry has been received", "we have received your", "we've received your", "we received your", "has been logged", "ticket has been", "case has been", "a ticket was", "a case was", "ticket was created", "a new ticket", "has been opened with", "has been assigned", "your ticket", "your case number", "your reference number", "ihre anfrage ist bei uns eingegangen", "wir haben ihre anfrage", "wir haben ihre nachricht", "ihre anfrage wurde", "ihre nachricht wurde", "nous avons bien reçu", "nous accusons réception", "accusé de réception de votre", "acusamos recibo", "votre demande a bien été", "votre demande a été", "hemos recibido su", "su solicitud ha sido", "recebemos a sua", "recebemos sua", "abbiamo ricevuto", "la tua richiesta", "we hebben uw", "uw aanvraag is", "uw melding", "uw verzoek is", "uw vraag is", "geregistreerd onder", "enregistrée sous", "enregistré sous", "eingegangen und", "unter der ticketnummer", "è stata registrata", "foi registrad", "número de caso", "número de ticket", "numero di ticket", "numéro de ticket", "お問い合わせを受け付け", "已收到您的", "접수되었습니다", "ваш запрос", "ваше обращение")
	contactThanks   = phrase.Of("thank you for contacting", "thanks for contacting", "thank you for reaching out", "thanks for reaching out")
	supportPhrases  = phrase.Of("support staff", "support team", "service desk", "helpdesk", "help desk", "our team will", "one of our", "a member of our", "an agent will", "will respond within", "will be reviewed", "being reviewed", "business day", "working day", "business hours", "to add additional comments", "track the status", "view the status", "check the status", "thank you for contacting", "thanks for contacting", "ticket number", "reference number", "case number", "ticketnummer", "ihr ticket", "rückfragen", "vorgangsnummer", "werktag", "jours ouvr", "notre équipe", "sous la référence", "meilleurs délais", "this mailbox is monitored", "get back to you within", "horas hábiles", "no responda a este", "en contacto con usted", "in contatto con lei", "do not reply to this", "días hábiles", "dias úteis", "giorni lavorativi", "werkdagen")
	systemBoxes     = []string{"noreply", "no-reply", "donotreply", "do-not-reply", "no_reply", "helpdesk", "help-desk", "servicedesk", "service-desk", "support", "ticket", "autoresponder", "auto-reply", "notification"}
)

// challenged: a filter holds a message until its sender proves to be a person.
func challenged(text string) string {
	if proofs.In(text) && proofSteps.In(text) {
		return "a filter asks the sender to confirm a message"
	}
	return ""
}

var (
	proofs     = phrase.Of("approved sender", "approved list", "whitelist", "white list", "allow list", "allowlist", "verify that you", "confirm that you are", "not a robot", "you are human", "you're human", "real person", "as a sender", "verify your email", "verify your message", "confirm your message", "confirm your email", "sender verification", "unknown sender", "protects this mailbox", "protect this mailbox", "protects my", "spam arrest", "spamarrest", "boxbe", "waiting list", "will be held until", "being held until", "is being held")
	proofSteps = phrase.Of("click", "open this link", "open the link", "follow this link", "follow the link", "link below", "reply to this", "simply reply", "just reply", "visit ", "http")
)

// receipt: a mail program tells that a message was read, or deleted unread.
func receipt(subject, text string) string {
	if startsWithAny(subject, receiptSubjects) || startsWithAny(subject, readSubjects) && containsAny(text, []string{"your message", "was read", "was displayed", "has been read", "was deleted", "return receipt"}) {
		return "it tells that a message was read"
	}
	return ""
}

var (
	readSubjects    = []string{"read:", "not read:", "unread:", "displayed:", "opened:"}
	receiptSubjects = []string{"return receipt", "read receipt", "read-receipt", "disposition notification", "gelesen:", "ungelesen gelöscht:", "nicht gelesen:", "lesebestätigung", "lu :", "lu:", "non lu :", "non lu:", "confirmation de lecture", "accusé de lecture", "leído:", "no leído:", "confirmación de lectura", "acuse de recibo", "letto:", "non letto:", "conferma di lettura", "ricevuta di lettura", "lida:", "lido:", "não lida:", "confirmação de leitura", "gelezen:", "niet gelezen:", "leesbevestiging", "läst:", "läskvitto", "læst:", "lest:", "luettu:", "przeczytano:", "potwierdzenie przeczytania", "přečteno:", "elolvasva:", "okundu:", "прочитано:", "прочтено:", "開封済み:", "开封", "已读:", "已讀:", "읽음:"}
)
