package understand

import (
	"strings"
	"testing"

	"github.com/guestd/guestd/intake/message"
)

// htmlClients are the answers of the clients that people use, as HTML: ANSWER is what
// the sender typed, above the quote; OLDER is our mail. The markup is what each client
// puts round them.
var htmlClients = map[string]string{
	"Gmail":              `<div dir="ltr">ANSWER</div><br><div class="gmail_quote gmail_quote_container"><div dir="ltr" class="gmail_attr">On Mon, Apr 26, 2027 at 7:00 AM HMS Guest Accounts &lt;<a href="mailto:guest-requests@hms.harvard.edu">guest-requests@hms.harvard.edu</a>&gt; wrote:<br></div><blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex;border-left:1px solid rgb(204,204,204);padding-left:1ex">OLDER</blockquote></div>`,
	"Gmail, signature":   `<div dir="ltr">ANSWER<br clear="all"><div><br></div><span class="gmail_signature_prefix">-- </span><br><div dir="ltr" class="gmail_signature"><div>Ana Ruiz</div><div>Genetics</div></div></div><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">El lun, 26 abr 2027 a las 7:00, HMS Guest Accounts (&lt;<a href="mailto:guest-requests@hms.harvard.edu">guest-requests@hms.harvard.edu</a>&gt;) escribió:<br></div><blockquote class="gmail_quote">OLDER</blockquote></div>`,
	"Gmail, mobile":      `<div dir="auto">ANSWER</div><br><div class="gmail_quote"><div dir="ltr">пн, 26 апр. 2027 г., 07:00 HMS Guest Accounts &lt;<a href="mailto:guest-requests@hms.harvard.edu">guest-requests@hms.harvard.edu</a>&gt;:<br></div><blockquote class="gmail_quote" style="border-left:1px #ccc solid">OLDER</blockquote></div>`,
	"Outlook desktop":    `<div class="WordSection1"><p class="MsoNormal">ANSWER<o:p></o:p></p><p class="MsoNormal"><o:p>&nbsp;</o:p></p><div><div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0in 0in 0in"><p class="MsoNormal"><b>From:</b> HMS Guest Accounts &lt;guest-requests@hms.harvard.edu&gt; <br><b>Sent:</b> Monday, April 26, 2027 7:00 AM<br><b>To:</b> Ruiz, Ana &lt;ana_ruiz@hms.harvard.edu&gt;<br><b>Subject:</b> expiring<o:p></o:p></p></div></div><p class="MsoNormal">OLDER</p></div>`,
	"Outlook for Mac":    `<div class="WordSection1"><p class="MsoNormal">ANSWER</p><div id="mail-editor-reference-message-container"><div><div style="border:none;border-top:solid #B5C4DF 1.0pt;padding:3.0pt 0cm 0cm 0cm"><p class="MsoNormal"><b><span style="font-size:12.0pt;color:black">From: </span></b><span>HMS Guest Accounts &lt;guest-requests@hms.harvard.edu&gt;<br><b>Date: </b>Monday, April 26, 2027 at 7:00 AM<br><b>To: </b>Ana Ruiz &lt;ana_ruiz@hms.harvard.edu&gt;<br><b>Subject: </b>expiring</span></p></div><p>OLDER</p></div></div></div>`,
	"Outlook on the web": `<div class="elementToProof">ANSWER</div><div id="appendonsend"></div><hr style="display:inline-block;width:98%" tabindex="-1"><div id="divRplyFwdMsg" dir="ltr"><font face="Calibri, sans-serif"><b>Von:</b> HMS Guest Accounts &lt;guest-requests@hms.harvard.edu&gt;<br><b>Gesendet:</b> Montag, 26. April 2027 07:00<br><b>An:</b> Ruiz, Ana &lt;ana_ruiz@hms.harvard.edu&gt;<br><b>Betreff:</b> expiring</font><div>&nbsp;</div></div><div>OLDER</div>`,
	"Outlook mobile":     `<div dir="auto">ANSWER</div><div id="ms-outlook-mobile-body-separator-line"><br></div><div id="ms-outlook-mobile-signature"><div>Get <a href="https://example.com/o">Outlook for iOS</a></div></div><hr style="display:inline-block;width:98%"><div id="divRplyFwdMsg"><b>From:</b> HMS Guest Accounts &lt;guest-requests@hms.harvard.edu&gt;<br><b>Sent:</b> Monday, April 26, 2027 7:00:00 AM<br><b>To:</b> Ana Ruiz<br><b>Subject:</b> expiring</div><div>OLDER</div>`,
	"Apple Mail":         `<html><body style="overflow-wrap: break-word;">ANSWER<br><div><br><blockquote type="cite"><div>On Apr 26, 2027, at 7:00 AM, HMS Guest Accounts &lt;guest-requests@hms.harvard.edu&gt; wrote:</div><br class="Apple-interchange-newline"><div>OLDER</div></blockquote></div></body></html>`,
	"iPhone":             `<div dir="ltr">ANSWER</div><div dir="ltr"><br>Envoyé de mon iPhone</div><div dir="ltr"><br><blockquote type="cite">Le 26 avr. 2027 à 07:00, HMS Guest Accounts &lt;guest-requests@hms.harvard.edu&gt; a écrit :<br><br></blockquote></div><blockquote type="cite"><div dir="ltr">OLDER</div></blockquote>`,
	"Thunderbird":        `<p>ANSWER<br></p><div class="moz-cite-prefix">Am 26.04.27 um 07:00 schrieb HMS Guest Accounts:<br></div><blockquote type="cite" cite="mid:1@hms.harvard.edu"><p>OLDER</p></blockquote><div class="moz-signature">-- <br>Ana Ruiz</div>`,
	"eM Client":          `<div>ANSWER</div><div><br></div><div>------ Original Message ------</div><div>From "HMS Guest Accounts" &lt;<a href="mailto:guest-requests@hms.harvard.edu">guest-requests@hms.harvard.edu</a>&gt;</div><div>To ana_ruiz@hms.harvard.edu</div><div>Date 4/26/2027 7:00:00 AM</div><div>Subject expiring</div><div><br></div><div id="x1"><blockquote cite="mid:1@hms.harvard.edu" type="cite" class="cite2">OLDER</blockquote></div>`,
	"Yahoo":              `<div class="ydp1yahoo-style-wrap"><div dir="ltr">ANSWER</div><div><br></div></div><div id="yahoo_quoted_1" class="yahoo_quoted"><div><div>On Monday, April 26, 2027 at 07:00:10 AM EDT, HMS Guest Accounts &lt;guest-requests@hms.harvard.edu&gt; wrote:</div><div><br></div><div>OLDER</div></div></div>`,
	"Proton Mail":        `<div style="font-family: Arial;">ANSWER</div><div class="protonmail_signature_block"><div class="protonmail_signature_block-proton">Sent with <a href="https://example.com/p">Proton Mail</a> secure email.</div></div><div class="protonmail_quote">On Monday, April 26th, 2027 at 7:00 AM, HMS Guest Accounts &lt;guest-requests@hms.harvard.edu&gt; wrote:<br><blockquote class="protonmail_quote" type="cite">OLDER</blockquote></div>`,
	"Zoho":               `<div>ANSWER</div><div class="zmail_extra"><div id="Zm-_Id_-Sgn1">---- On Mon, 26 Apr 2027 07:00:00 -0400 <b>HMS Guest Accounts &lt;guest-requests@hms.harvard.edu&gt;</b> wrote ---</div><blockquote id="blockquote_zmail"><div>OLDER</div></blockquote></div>`,
	"Samsung":            `<div dir="auto">ANSWER</div><div><br></div><div id="composer_signature" dir="auto">Von meinem Galaxy gesendet</div><div><br></div><div style="font-size:100%">-------- Ursprüngliche Nachricht --------</div><div>Von: HMS Guest Accounts &lt;guest-requests@hms.harvard.edu&gt; </div><div>Datum: 26.04.27  07:00  (GMT-05:00) </div><div>An: Ana Ruiz </div><div>Betreff: expiring </div><div><br></div>OLDER`,
	"Yandex and Mail.ru": `<div>ANSWER</div><div><br></div><div>26.04.2027, 07:00, "HMS Guest Accounts" &lt;guest-requests@hms.harvard.edu&gt;:</div><blockquote><p>OLDER</p></blockquote>`,
}

// TestHTMLClients: answers above the quote.
func TestHTMLClients(t *testing.T) {
	const own, older = "Yes please, extend it to June 30.", "The account of your guest expires on May 1, 2027."
	for client, body := range htmlClients {
		t.Run(client, func(t *testing.T) {
			body := strings.NewReplacer("ANSWER", own, "OLDER", older).Replace(body)
			if got := ownWords(message.HTMLToText(body)); got != own {
				t.Errorf("own words are %q\n%s", got, message.HTMLToText(body))
			}
		})
	}
}

// TestInlineAndBottomAnswers: what stands between and under quoted lines is the
// sender's own in every client that marks them.
func TestInlineAndBottomAnswers(t *testing.T) {
	cases := map[string]string{
		"Gmail, inline":       `<div dir="ltr"><div class="gmail_quote"><div dir="ltr" class="gmail_attr">On Mon, Apr 26, 2027 at 7:00 AM HMS Guest Accounts &lt;guest-requests@hms.harvard.edu&gt; wrote:<br></div><blockquote class="gmail_quote">Until when?</blockquote><div>Until June 30.</div><blockquote class="gmail_quote">Which role?</blockquote><div>The same.</div></div></div>`,
		"Apple Mail, inline":  `<blockquote type="cite"><div>On Apr 26, 2027, at 7:00 AM, HMS Guest Accounts wrote:</div><div>Until when?</div></blockquote><div>Until June 30.</div><blockquote type="cite"><div>Which role?</div></blockquote><div>The same.</div>`,
		"Thunderbird, inline": `<div class="moz-cite-prefix">On 4/26/27 07:00, HMS Guest Accounts wrote:<br></div><blockquote type="cite">Until when?</blockquote>Until June 30.<br><blockquote type="cite">Which role?</blockquote>The same.<br>`,
		"Thunderbird, bottom": `<div class="moz-cite-prefix">Il 26/04/27 07:00, HMS Guest Accounts ha scritto:<br></div><blockquote type="cite"><p>Until when? Which role?</p></blockquote><p>Until June 30.</p><p>The same.</p><pre class="moz-signature">-- \nAna Ruiz</pre>`,
		"eM Client, bottom":   `<div>------ Original Message ------</div><div>From "HMS Guest Accounts" &lt;guest-requests@hms.harvard.edu&gt;</div><div>Date 4/26/2027 7:00:00 AM</div><div><br></div><blockquote type="cite" class="cite2">Until when? Which role?</blockquote><div>Until June 30.</div><div>The same.</div>`,
	}
	for client, body := range cases {
		t.Run(client, func(t *testing.T) {
			if got := ownWords(message.HTMLToText(body)); got != "Until June 30.|The same." {
				t.Errorf("own words are %q\n%s", got, message.HTMLToText(body))
			}
		})
	}
}
