package screen

import (
	"strings"

	"github.com/guestd/guestd/intake/message"
	"github.com/guestd/guestd/intake/phrase"
)

// absent: somebody's mail program says that they are away, in the first words after
// greeting and thanks. It tells what a person hardly tells us: that mail is not read
// now, who else is there, that the answer will come later. One of them with the absence
// in the subject, or two without, make an automatic answer of a message that asks for nothing.
func absent(m *message.Message, subject string, sentences []string) string {
	n, away := 0, false
	switch titled := startsWithAny(subject, absenceSubjects); {
	case titled && bareAbsence(subject):
		n, away = 2, true
	case titled:
		n = 1
	case len(m.InReplyTo) == 0 && !strings.Contains(subject, ":"):
		return "" // an answer has a subject that was answered
	}
	spoken, answered, content := false, false, 0
	unreadFirst, replaced := false, false // mail is not read, and others are there: nobody says both to us
	for _, s := range sentences {
		switch {
		case absences.In(s) && !ofAnother(s):
			spoken = spoken || content <= 1 && !startsWithAny(s, answers) && !answered
			n += min(1, unread.Count(s))
		case thanksForWriting.In(s):
			n++
			continue
		case isGreeting(s):
			continue
		}
		content++
		answered = answered || startsWithAny(s, answers)
		if !strings.Contains(s, "contact me") {
			mail, others := unread.Count(s), substitutes.Count(s)
			n += min(2, 2*mail+2*others+laters.Count(s))
			unreadFirst = unreadFirst || mail > 0 && content == 1
			replaced = replaced || others > 0 && content > 1
		}
	}
	if n >= 2 && (spoken || away || unreadFirst && replaced) {
		return "it says that somebody is away, as automatic answers do, and asks for nothing"
	}
	return ""
}

// bareAbsence: nothing stands in the subject but the absence, or it stands before a
// subject that was answered, as programs put it: "Out of office: HMS guest account …".
func bareAbsence(subject string) bool {
	for _, p := range absenceSubjects {
		rest, ok := strings.CutPrefix(subject, p)
		if !ok {
			continue
		}
		rest = strings.TrimSpace(rest)
		if rest == "" || strings.HasPrefix(rest, ":") || strings.HasPrefix(rest, "re:") || strings.HasSuffix(p, ":") || strings.Contains(rest, " re: ") || strings.HasPrefix(rest, "until ") || strings.HasPrefix(rest, "(re:") {
			return true
		}
	}
	return false
}

// ofAnother: the sentence is about somebody else who is away: "Mei is on leave".
func ofAnother(s string) bool {
	return containsAny(s, []string{" is on ", " is away", " is out of", "she's ", "he's ", "she is ", "he is "}) && !containsAny(s, []string{"i am ", "i'm ", "i will ", "i'll "})
}

// isGreeting: a short opening without a verb: "Hello,", "Sehr geehrte Damen und Herren,".
func isGreeting(s string) bool {
	return len(strings.Fields(s)) <= 6 && (strings.HasSuffix(s, ",") || startsWithAny(s, []string{"hi", "hello", "dear", "good ", "hallo", "guten", "sehr geehrte", "bonjour", "hola", "olá", "ciao", "gentile", "beste", "hej", "cześć", "добрый", "здравствуйте", "您好", "你好", "안녕"}))
}

// absenceSubjects begin the subjects of vacation programs; people write them, too.
var absenceSubjects = []string{"out of office", "out of the office", "out-of-office", "ooo:", "ooo ", "on vacation", "on leave", "on annual leave", "on parental leave", "on maternity leave", "on paternity leave", "on sick leave", "annual leave", "parental leave", "on holiday", "on sabbatical", "away from my mail", "away from the office", "away from my email", "away:", "away until", "i am away", "i'm away", "i am out of the office", "i'm out of the office", "i am on ", "vacation:", "vacation notice",
	"abwesend", "abwesenheit", "nicht im büro", "im urlaub", "urlaub", "außer haus", "absence", "absent", "en congé", "en vacances", "hors du bureau", "fuera de la oficina", "fuera de oficina", "de vacaciones", "ausente", "ausencia", "estoy de vacaciones", "fuori sede", "fuori ufficio", "in ferie", "assente", "assenza", "fora do escritório", "ausência", "de férias", "estou de férias", "em férias",
	"afwezig", "niet op kantoor", "op vakantie", "met vakantie", "frånvaro", "frånvarande", "på semester", "fravær", "på ferie", "ikke på kontoret", "lomalla", "poissa", "nieobecno", "na urlopie", "nepřítomn", "mimo kancelář", "házon kívül", "ofis dışında", "εκτός γραφείου", "вне офиса", "в отпуске", "отсутств", "不在", "休暇", "休假", "外出", "부재", "휴가"}

// answers begin what a person says to us before they mention that they are away.
var answers = []string{"yes", "no ", "no,", "ok", "sure", "please", "until", "till", "through", "extend", "renew", "keep", "let ", "great", "thanks", "perfect", "approved", "denied"}

// absences say that somebody is away.
var absences = phrase.Of("out of office", "out of the office", "out-of-office", "not in the office", "away from the office", "away from my", "away until", "i am away", "i'm away", "be away", "am currently away", "on leave", " leave until", "annual leave", "parental leave", "maternity leave", "paternity leave", "sick leave", "medical leave", "on vacation", "on holiday", "on sabbatical", "on travel", "unavailable", "not available until", "not be available", "jury duty", "i am out until", "i'm out until", "be out until", "out sick", " retired on ", " retired from ", "gone fishing", "gone fishin", "back at my desk", "back in the office", "en mission", "at a conference", "at conferences", "attending a conference", "at a congress", "at a retreat", "unplugged", "off the grid", "off-grid", "am offline", "be offline", "doing fieldwork", "in the field until", "i am traveling", "i am travelling", "i'm traveling", "i'm travelling", "office is closed", "closed for", "i no longer", "i am no longer", "i have left", "i have retired", "no longer works here",
	"nicht im büro", "nicht im haus", "außer haus", "im urlaub", "abwesend", "nicht erreichbar", "in elternzeit", "auf dienstreise", "nicht am arbeitsplatz", "absent", "en congé", "en vacances", "en déplacement", "hors du bureau", "fuera de la oficina", "de vacaciones", "de baja", "ausente", "de viaje", "fuori ufficio", "fuori sede", "in ferie", "assente", "in congedo", "de férias", "em férias", "fora do escritório", "de licença", "em licença", "ausente",
	"afwezig", "op vakantie", "met vakantie", "niet op kantoor", "met verlof", "niet aanwezig", "på semester", "inte på kontoret", "tjänstledig", "frånvarande", "på ferie", "ferie ", "ikke på kontoret", "på barsel", "fraværende", "lomalla", "poissa", "na urlopie", "poza biurem", "nieobecn", "na dovolené", "mimo kancelář", "nepřítom", "szabadságon", "ofis dışında", "izindeyim", "izinde ", "σε άδεια", "εκτός γραφείου", "в отпуске", "отсутству", "у відпустці", "不在", "休暇", "出張", "休假", "出差", "부재", "휴가", "출장")

// unread say that mail is not read or passed on now.
var unread = phrase.Of("check mail only", "check mail in", "check my mail", "check messages", "façon irrégulière", "irrégulièrement", "返信が遅れ", "返信できません", "no longer checked", "no longer monitored", "no longer read", "no reliable", "no internet", "without internet", "patchy", "spotty", "slow to respond", "slow to reply", "slow to answer", "slow in responding", "slow in replying", "slower than usual", "limited access", "no access to", "not have access", "without access", "intermittent access", "limited email", "limited e-mail", "not be checking", "not be reading", "not reading", "not checking", "are not read", "is not read", "not be read", "not be able to read", "not forwarded", "not be forwarded", "not monitored", "be deleted", "reading mail only", "checking email", "check email", "checking my email",
	"nicht weitergeleitet", "nicht gelesen", "keinen zugriff", "keinen zugang", "unregelmäßig", "pas accès", "aurai pas accès", "accès limité", "no tendré acceso", "sin acceso", "acceso limitado", "non avrò accesso", "accesso limitato", "não terei acesso", "sem acesso", "acesso limitado", "geen toegang", "niet gelezen", "beperkt", "läser inte", "leser ikke", "læser ikke", "nie mam dostępu", "ограничен", "нет доступа", "確認できません", "无法查看", "无法及时", "無法及時", "확인이 어렵")

// substitutes name who else is there.
var substitutes = phrase.Of("urgent", "emergenc", "immediate assistance", "immediate attention", "immediate help", "in my absence", "in the meantime", "while i am away", "while i'm away", "time-sensitive", "before then", "matters, see", "matters see", "can deal with", "can handle", "can't wait", "cannot wait", "taken over my", "taking over my", "keeps the lab running", "try her first", "try him first", "try them first", "urgent:", "vous adresser à", "急ぎ", "can help", "will cover for me", "is covering for me", "please contact", "please turn to", "please reach out", "please direct", "please write to", "dringend", "wenden sie sich", "in meiner abwesenheit", "meine vertretung", "en cas d'urgence", "vous pouvez contacter", "veuillez contacter", "en mon absence", "urgente", "urgencia", "en mi ausencia", "contacte con", "contactar", "urgenti", "urgenza", "si prega di", "urgência", "na minha ausência", "dringende", "spoed", "neem contact", "brådskande", "kontakta", "haster", "kontakt ", "kiireellis", "pilnych", "pilne sprawy", "naléhav", "sürgős", "acil", "επείγ", "срочн", "お急ぎ", "緊急", "紧急", "緊急", "急事", "긴급", "급한")

// laters promise an answer after the return.
var laters = phrase.Of("when i return", "upon my return", "on my return", "after my return", "when i am back", "when i get back", "return your message", "return your call", "as soon as possible", "will be delayed", "expect to be back", "expect to return", "back on monday", "back on tuesday", "back on wednesday", "back on thursday", "back on friday", "when i'm back", "as soon as i", "i will return", "i will be back", "i'll be back", "will respond", "will reply", "will answer", "respond to your", "reply to your", "delay", "nach meiner rückkehr", "wieder erreichbar", "wieder im", "wieder zurück", "ab dem", "à mon retour", "de retour", "a mi regreso", "a la vuelta", "a mi vuelta", "contestar", "responderé", "volveré", "al mio rientro", "al mio ritorno", "rientrerò", "risponderò", "quando voltar", "no meu retorno", "ao meu regresso", "responderei", "vou responder", "bij terugkomst", "weer aanwezig", "na mijn terugkeer", "åter ", "tillbaka", "tilbake", "tilbage", "palaan", "po powrocie", "wrócę", "po návratu", "visszatér", "döndüğüm", "вернусь", "по возвращении", "отвечу", "戻り", "返信いたし", "回来后", "返回后", "尽快回复", "儘快", "복귀", "돌아")

// thanksForWriting are how automatic answers begin.
var thanksForWriting = phrase.Of("for getting in touch", "for reaching out", "for your message", "for your mail", "for your email", "for your e-mail", "for your inquiry", "for your enquiry", "for your note", "for your query", "for your interest", "thank you for writing", "thanks for writing", "thank you for contacting", "danke für ihre", "dank für ihre", "danke für deine", "dank für deine", "merci de votre", "merci pour votre", "merci de ton", "gracias por su", "gracias por tu", "grazie per", "obrigado pel", "obrigada pel", "obrigado por", "obrigada por", "bedankt voor", "dank voor", "tack för ditt", "takk for", "tak for", "kiitos viest", "dziękuję za", "děkuji za", "köszönöm", "teşekkür", "ευχαριστώ", "спасибо за", "благодарю за", "дякую за", "ありがとうございます", "感谢您", "感謝您", "感谢来信", "감사합니다")
