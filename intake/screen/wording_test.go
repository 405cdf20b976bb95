package screen

import (
	"strings"
	"testing"

	"github.com/guestd/guestd/intake/message"
)

// TestWording: what only its words show to be automatic, and what a person says in
// nearly the same words. A case is the extra fields, the subject, and the text.
func TestWording(t *testing.T) {
	const answer = "In-Reply-To: <n.1@guest-requests.hms.harvard.edu>\n"
	const null = "Return-Path: <>\n"
	const mailer = "From: Mail Delivery Subsystem <MAILER-DAEMON@mx.example.org>\n"
	for _, c := range []struct {
		want                  Verdict
		fields, subject, text string
	}{
		// away, by its words
		{AutoReply, answer, "Re: HMS guest account expiring tomorrow", "This is an automated response.\n\nThank you for writing. I am on sabbatical and away from my email until July 6."},
		{AutoReply, answer, "Re: Activate your HMS account", "Thank you for your email. I am out of the office until January 20 with limited access to email. For urgent matters please contact Petra."},
		{AutoReply, answer, "RE: HMS account", "Hello,\n\nI'm on parental leave until June and not reading mail. In my absence please turn to Bo Lund."},
		{AutoReply, answer, "Re: HMS account", "Ich bin bis zum 20. Januar nicht im Büro. Ihre E-Mail wird nicht weitergeleitet."},
		{AutoReply, answer, "Re: HMS account", "Bonjour,\n\nMerci pour votre message. Je suis absente jusqu'au 20 janvier. En cas d'urgence, vous pouvez contacter le secrétariat."},
		{AutoReply, answer, "Re: HMS account", "Gracias por su mensaje. Estoy fuera de la oficina hasta el 20 de enero y contestaré a mi regreso."},
		{AutoReply, answer, "Re: HMS account", "Olá! Estou de férias até o dia 20 e vou responder quando voltar. Em caso de urgência escreva para o Anderson."},
		{AutoReply, answer, "Re: HMS account", "Grazie per la Sua mail. Sono in ferie fino al 20 gennaio, risponderò al mio rientro."},
		{AutoReply, answer, "Re: HMS account", "Bedankt voor uw bericht. Ik ben met vakantie tot 20 januari. Voor dringende zaken kunt u contact opnemen met Jan."},
		{AutoReply, answer, "Re: HMS account", "Tack för ditt mejl! Jag är på semester till den 20 januari. Vid brådskande ärenden, kontakta Lena."},
		{AutoReply, answer, "Re: HMS account", "Dziękuję za wiadomość. Jestem na urlopie do 20 stycznia, odpowiem po powrocie."},
		{AutoReply, answer, "Re: HMS account", "Спасибо за письмо. Я в отпуске до 20 января, отвечу, когда вернусь. По срочным вопросам пишите Анне."},
		{AutoReply, answer, "Re: HMS account", "メールありがとうございます。1月20日まで休暇のため不在にしております。お急ぎの方は事務室までご連絡ください。"},
		{AutoReply, answer, "Re: HMS account", "感谢您的来信。我正在休假，回来后尽快回复。如有紧急事宜请联系李明。"},
		{AutoReply, answer, "Re: HMS account", "메일 주셔서 감사합니다. 1월 20일까지 휴가입니다. 긴급한 용무는 사무실로 연락 바랍니다."},
		{AutoReply, "", "Out of Office: HMS guest account expiring in 7 days", "I am away until May 17."},
		{AutoReply, "", "Out of office", "I am away until May 17 and will answer when I return."},
		{AutoReply, "", "OOO Re: your account", "On leave. Back on the 4th."},
		{AutoReply, "", "Out of office", "I'm on leave. If a guest account has to be requested while I am away, please write to Sabine."},
		{AutoReply, "", "Abwesend: HMS account", "Ich bin im Urlaub."},
		{AutoReply, "", "Em férias: HMS account", "Estou de férias até o dia 20."},
		{AutoReply, "", "Réponse automatique : HMS account", "Je suis absente."},
		{AutoReply, answer, "Re: HMS account", "Dr. Lee has retired and no longer works here; this mailbox is not monitored. Please contact the front desk."},
		{AutoReply, answer, "Re: HMS account", "Hi! I've unplugged and am hiking through January 29, with no reliable internet. If you need something before then, Rosa can help."},
		{AutoReply, answer, "Re: HMS account", "I am at a conference this week and will be slow to respond. Anything administrative goes to Dolores."},
		{AutoReply, answer + "Precedence: bulk\n", "Re: HMS account", "Ihre Nachricht wurde unter der Ticketnummer 4711 erfasst. Bitte lassen Sie sie bei Rückfragen im Betreff stehen."},
		// said by the message itself
		{AutoReply, "", "Your message to the clinic", "This message was generated automatically. Do not reply to it."},
		{AutoReply, "", "Eingangsbestätigung", "Dies ist eine automatisch erzeugte Nachricht, bitte antworten Sie nicht darauf."},
		{AutoReply, "", "Accusé de réception", "Ceci est un message automatique, merci de ne pas y répondre."},
		{AutoReply, "", "Hemos recibido su correo", "Este es un mensaje automático."},
		{AutoReply, "", "Bevestiging", "Dit is een automatisch bericht."},
		{AutoReply, "", "受付のお知らせ", "このメールは自動送信されています。"},
		{AutoReply, "", "收到", "这是一封自动回复邮件。"},
		{AutoReply, "", "HMS account", "*** Automated message, no reply possible ***"},
		// tickets
		{AutoReply, "X-Auto-Response-Suppress: All\n", "[Request received] #88214 Activate your HMS account", "##- Please type your reply above this line -##\n\nYour request (#88214) has been received and is being reviewed by our support staff."},
		{AutoReply, "", "Ticket INC0012345", "Thank you for contacting the Service Desk. A ticket has been opened; a member of our team will get back to you within one business day."},
		{AutoReply, "From: Clinic IT <no-reply@clinic.example>\n", "We got it", "We have received your message. Case number 4711."},
		{AutoReply, "", "Ihre Anfrage 4711", "Wir haben Ihre Anfrage erhalten und antworten binnen zwei Werktagen."},
		// receipts and challenges
		{AutoReply, "", "Read: Activate your HMS account", "Your message\n\n  To: Jane Doe\n  Subject: Activate your HMS account\n\nwas read on Monday."},
		{AutoReply, "", "Gelesen: Activate your HMS account", "Ihre Nachricht wurde am Montag gelesen."},
		{AutoReply, "", "Not read: HMS account", "Your message was deleted without being read on Monday."},
		{AutoReply, "", "Leído: HMS account", ""},
		{AutoReply, "", "開封済み: HMS account", ""},
		{AutoReply, "", "Return Receipt (displayed) - HMS account", "This is a return receipt for the mail you sent."},
		{AutoReply, "", "Please confirm your message", "Because you have not written to me before, your message is being held. Click the link below once to be accepted as a sender."},
		{AutoReply, "", "Verification needed", "My inbox only accepts mail from approved senders. Please reply to this message and I will get yours."},
		// delivery notices
		{Bounce, mailer, "Mail delivery failed: returning message to sender", "This message was created automatically by mail delivery software."},
		{Bounce, mailer, "Warning: message 1tX delayed 24 hours", "This message was created automatically."},
		{Bounce, null + mailer, "failure notice", "Hi. This is the qmail-send program at mx.example.org."},
		{Bounce, "From: Mail Delivery System <noreply@mx.example.org>\n", "Non remis : Activate your HMS account", "Votre message n'a pas pu être remis."},
		{Bounce, null + "From: Postmaster <postmaster@x.example>\n", "Unzustellbar: HMS account", "Die Nachricht konnte nicht zugestellt werden."},
		{Bounce, null, "Falha na entrega", "Não foi possível entregar a mensagem."},
		{Bounce, null, "Ihre E-Mail", "Ihre Nachricht konnte nicht zugestellt werden."},
		{Bounce, mailer, "Delivery Status Notification (Delay)", "There was a temporary problem delivering your message. Gmail will retry for 46 more hours."},
		{Bounce, "From: System Administrator <admin@x.example>\n", "Undeliverable: HMS account", "Your message did not reach some or all of the intended recipients."},
		{Bounce, "From: server <mail@x.example>\n", "HMS account", "Your message could not be delivered to jane@x.example.\n\n550 5.1.1 User unknown"},
		{Bounce, mailer, "メール配信不能", "配信できませんでした。"},
		// lists
		{MailingList, "Return-Path: <lab-managers-bounces@lists.example.org>\n", "[Lab-managers] guests", "How do I extend an account?"},
		{MailingList, "X-Google-Group-Id: 4711\n", "guests", "How do I extend an account?"},

		{MailingList, answer + "Precedence: bulk\n", "Re: guests", "I extended mine last week."},

		// people
		{Accept, "", "Out of office next week - two accounts to close", "I'll be out of office from Monday through the 19th. Please deactivate these guest accounts effective Friday: ar288, ko075."},
		{Accept, "", "On leave from Friday", "Please extend ml204 until June 30 before I go on leave; in urgent cases contact Petra."},
		{Accept, "", "Out of office soon: can you extend ml204?", "I'm away from Monday."},
		{Accept, answer, "Re: HMS account", "She is at a conference until Friday and can help herself after that. It works, thanks."},
		{Accept, answer, "Re: HMS guest account expiring in 7 days", "Yes, until June 30. I check my mail in the evenings only; urgent: page Rosa."},
		{Accept, "", "from a filter", "Your mail to Mei was not delivered, she says. What is her status?"},
		{Accept, "", "vacation", "I am on vacation from tomorrow. Could you set up an account for our visitor before that? For urgent questions please contact Petra."},
		{Accept, answer, "Re: HMS account created for your guest", "Great, that was fast. I'll be away May 10-14, so no rush with anything else."},
		{Accept, answer, "Re: HMS guest account expiring in 7 days", "I'm on vacation until Monday, will get back to you then."},
		{Accept, answer, "Re: HMS guest account expiring in 7 days", "Yes, until June 30. I'm out of office from tomorrow; Petra can answer questions, in urgent cases contact her."},
		{Accept, "", "ml204", "Mei is on maternity leave until June. Please extend her account so that she finds it when she returns."},
		{Accept, "", "Fw: Automatic reply: HMS account", "This is an automated response. Thank you for your message. I am out of the office."},
		{Accept, "", "your reminder", "This automatic message says that ml204 expires. Please extend it until June."},
		{Accept, "", "activation", "The mail was held by my junk filter, and when I clicked the link it was too late. Could you send a new activation?"},
		{Accept, "", "request", "I have not had word since your system said that my request has been received. What is its status?"},
		{Accept, "", "Read: a question", "May I use the library with a guest account?"},
		{Accept, "", "Undeliverable mail", "The activation for Mei could not be delivered to her old address. Please send it to mei@example.org."},
		{Accept, "From: Postmaster <postmaster@x.example>\n", "guest account for Jane", "Please create one."},
		{Accept, answer, "Re: HMS guest account expiring in 7 days", "Mei is no longer with us. If anything is urgent please contact me at my cell."},
		{Accept, answer, "Re: HMS guest account expiring in 7 days", "Mei is on leave at the moment. I will respond when I know more; it is not urgent."},
		{Accept, "", "Re: HMS account", "Thanks for your help! I'm traveling this week and check email only at night, but all is fine."},
		{Accept, "", "Automatic expiry of an activation link", "Her link timed out. May I ask for a fresh one?"},
		{Accept, "", "Absence of a code", "The mail had no code in it."},
		{Accept, "", "Auto-renewal?", "Do guest accounts renew by themselves?"},
		{Accept, "", "ticket from last week", "I got your message that a ticket has been opened, but nothing since. Could you check on my guest's account?"},
		{Accept, "", "sabbatical visitor", "Dr. Lee is on sabbatical with us and needs a guest account until June."},
		{Accept, "Return-Path: <ana@x.example>\n", "question", "I am away from my desk a lot. How do I get an account for a visitor?"},
	} {
		fields := c.fields
		if !strings.Contains(fields, "From:") {
			fields += "From: Ana Ruiz <ana@x.example>\n"
		}
		raw := fields + "To: guest-requests@hms.harvard.edu\nDate: Mon, 4 Jan 2027 10:00:00 -0500\nSubject: " + c.subject +
			"\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n" + c.text + "\n"
		m, err := message.Parse([]byte(raw))
		if err != nil {
			t.Fatal(err)
		}
		if got := New(own).Screen(m); got.Verdict != c.want {
			t.Errorf("want %s, got %s (%s)\n%s", c.want, got.Verdict, got.Reason, raw)
		}
	}
}
