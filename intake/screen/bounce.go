package screen

import (
	"strings"

	"github.com/guestd/guestd/intake/message"
	"github.com/guestd/guestd/intake/phrase"
)

// bounce knows delivery status notifications by their MIME type (RFC 3464), or, from
// systems older than that, by a mailer's address or an empty envelope sender together
// with the words of the subject or of the first lines.
func bounce(m *message.Message) (Verdict, string) {
	report := strings.ToLower(m.Params["report-type"])
	if m.ContentType == "multipart/report" && report == "delivery-status" || m.ContentType == "message/delivery-status" {
		return Bounce, "it is a delivery status notification (RFC 3464)"
	}
	for _, a := range m.Attachments {
		if a.ContentType == "message/delivery-status" {
			return Bounce, "it carries a delivery status (RFC 3464)"
		}
	}
	if m.HasHeader("X-Ms-Exchange-Message-Is-Ndr") {
		return Bounce, "Exchange marks it as a delivery report"
	}
	if m.HasHeader("X-Failed-Recipients") {
		return Bounce, "it names recipients that failed (X-Failed-Recipients)"
	}
	switch mailer := mailerWrote(m); {
	case !mailer && !nullSender(m):
		if hasStatusCode(opening(m)) && bounceOpenings.In(opening(m)) {
			return Bounce, "it begins as delivery notices do, and gives a server's reply code"
		}
	case bounceSubjects.In(strings.ToLower(m.Subject)) || bounceOpenings.In(opening(m)):
		if mailer {
			return Bounce, "a mail system wrote it (" + m.Sender().Email + ") about a delivery"
		}
		return Bounce, "its envelope sender is empty and it speaks of a failed delivery"
	case mailer && nullSender(m):
		return Bounce, "a mail system wrote it (" + m.Sender().Email + ") with an empty envelope sender"
	}
	return "", ""
}

// mailerWrote: the sender is a mail system, by the mailbox that such systems have
// (RFC 2142 names postmaster) or by the name that they give themselves.
func mailerWrote(m *message.Message) bool {
	box, _, _ := strings.Cut(m.Sender().Email, "@")
	switch box {
	case "mailer-daemon", "mailerdaemon", "mail-daemon", "postmaster", "mdaemon", "bounce", "bounces", "maildaemon":
		return true
	}
	return strings.HasPrefix(box, "microsoftexchange") || containsAny(strings.ToLower(m.Sender().Name), mailerNames)
}

// mailerNames are what mail systems call themselves.
var mailerNames = []string{"mail delivery", "mailer-daemon", "mail system", "mail administrator", "system administrator", "systemadministrator", "postmaster", "internet mail delivery"}

// hasStatusCode finds an SMTP reply with its enhanced code (RFC 3463), as in
// "550 5.1.1", or the field names of a delivery report.
func hasStatusCode(low string) bool {
	if containsAny(low, []string{"final-recipient:", "diagnostic-code:", "remote-mta:"}) {
		return true
	}
	digit := func(i int) bool { return i < len(low) && low[i] >= '0' && low[i] <= '9' }
	for i := 0; i+8 < len(low); i++ {
		if (low[i] == '4' || low[i] == '5') && digit(i+1) && digit(i+2) && (low[i+3] == ' ' || low[i+3] == '-') && low[i+4] == low[i] && low[i+5] == '.' && digit(i+6) && low[i+7] == '.' {
			return true
		}
	}
	return false
}

// bounceSubjects are what delivery notices say in their subject, in the languages that
// mail servers come in. A delay is one of them.
var bounceSubjects = phrase.Of("message blocked", "blocked message", "message rejected", "undeliver", "delivery status notification", "delivery failure", "delivery failed", "delivery has failed", "delivery problem", "delivery error", "returned mail",
	"mail delivery failed", "failure notice", "mail failure", "nondeliverable", "non-deliver", "delayed mail", "delivery delayed", "delivery delay", "delivery notification", "delivery report", "message delayed", "message delayed", "message not delivered", "mail not delivered", "could not be delivered", "could not send message", "returned to sender",
	"mail delivery system", "mail system error", "warning: message", "warning: could not send",
	"unzustellbar", "nicht zustellbar", "zustellung fehlgeschlagen", "unzugestellt", "übermittlung fehlgeschlagen", "zustellung verzögert", "verzögerte zustellung", "zustellstatus",
	"non remis", "non livré", "non distribu", "échec de la remise", "échec de remise", "échec d'envoi", "notification d'échec", "non délivré", "remise retardée", "remise différée",
	"no se puede entregar", "no se pudo entregar", "no entregado", "no entregable", "error de entrega", "fallo en la entrega", "entrega fallida", "entrega retrasada", "correo devuelto",
	"mancato recapito", "impossibile recapitare", "mancata consegna", "consegna ritardata", "recapito ritardato", "errore di consegna",
	"não é possível entregar", "não foi possível entregar", "não entregue", "falha na entrega", "entrega atrasada", "mensagem devolvida",
	"onbestelbaar", "niet bezorgd", "niet afgeleverd", "bezorging vertraagd", "bezorging mislukt",
	"olevererbar", "ej levererat", "kan inte levereras", "kunde inte levereras", "kan ikke leveres", "uleveret", "ikke levert", "toimittaminen epäonnistui", "toimitus epäonnistui", "ei voitu toimittaa",
	"nie można dostarczyć", "niedostarczon", "nedoručiteln", "nedoručen", "kézbesíthetetlen", "teslim edilemedi", "iletilemedi",
	"не доставлено", "не удалось доставить", "недоставлен", "未配信", "配信不能", "配信できません", "未送达", "无法投递", "無法傳遞", "退信", "배달되지", "배달 실패", "전송 실패")

// bounceOpenings are what delivery notices of the common servers begin with.
var bounceOpenings = phrase.Of("this is the mail system at host", "created automatically by mail delivery software", "this is the qmail-send program", "wasn't able to deliver your message", "the original message was received at", "had permanent fatal errors", "had transient non-fatal errors",
	"delivery has failed to these recipients", "did not reach some or all of the intended", "your message wasn't delivered", "your message could not be delivered", "your message couldn't be delivered", "a message that you sent could not be delivered", "message could not be delivered", "has not been delivered to", "has not yet been delivered", "not been delivered to one or more", "could not be delivered to",
	"unable to deliver your message", "unable to deliver the message", "unable to deliver message", "delivery to the following recipient", "the following recipients could not be reached", "temporary problem delivering your message", "will retry for", "delivery incomplete", "address not found", "was undeliverable", "undeliverable message", "delivery failure", "message blocked", "was not delivered", "has been blocked", "was rejected by", "has been rejected by",
	"fehler bei der nachrichtenzustellung", "konnte nicht zugestellt", "konnten nicht zugestellt", "wurde nicht zugestellt", "nicht zugestellt werden", "zustellung verzögert", "verzögert sich",
	"échec de la remise", "pas pu être remis", "pas pu être délivré", "pas pu être distribué", "pas pu être livré", "n'a pas été remis", "n'a pas été distribué",
	"no se pudo entregar", "no se ha podido entregar", "no pudo entregarse", "no ha podido ser entregado", "error en la entrega", "error de entrega",
	"impossibile recapitare", "non è stato possibile recapitare", "non è stato possibile consegnare", "non è stato recapitato", "non è stato consegnato",
	"não foi possível entregar", "não pôde ser entregue", "falha na entrega", "kon niet worden bezorgd", "kon niet worden afgeleverd", "bezorging is mislukt", "niet worden bezorgd",
	"kunde inte levereras", "kunne ikke leveres", "ei voitu toimittaa", "nie można dostarczyć", "nie została dostarczona", "nepodařilo se doručit", "nem kézbesíthető", "teslim edilemedi",
	"не удалось доставить", "не было доставлено", "не может быть доставлено", "配信できません", "配信に失敗", "配達できません", "无法投递", "无法送达", "未能送达", "無法傳遞", "배달하지 못", "전달할 수 없")
