package understand

import (
	"strings"
	"testing"
)

// Forms and tables as mail programs, Word and spreadsheets lay them out in HTML.
func TestFormsInHTML(t *testing.T) {
	const want = "Femke de Boer femke@example.nl 204001 2027-03-01 2027-08-31"
	for _, c := range []struct {
		name, html string
		want       []string
		huid       string
	}{
		{"a table of two columns", `<p>Please create an account:</p><table><tr><td><p>Guest</p></td><td><p>Femke de Boer</p></td></tr><tr><td>E-mail</td><td><a href="mailto:femke@example.nl">femke@example.nl</a></td></tr><tr><td>From</td><td>March 1, 2027</td></tr><tr><td>Until</td><td>August 31, 2027</td></tr><tr><td>HSR</td><td>204001</td></tr></table>`, []string{want}, ""},
		{"sections in merged cells", `<p>Please create an account:</p><table><tr><td colspan="2"><b>GUEST</b></td></tr><tr><td>Name</td><td>Femke de Boer</td></tr><tr><td>E-mail</td><td>femke@example.nl</td></tr><tr><td>Start</td><td>3/1/2027</td></tr><tr><td>End</td><td>8/31/2027</td></tr><tr><td>HSR</td><td>204001</td></tr><tr><td colspan="2"><b>SPONSOR</b></td></tr><tr><td>Name</td><td>Ana Ruiz</td></tr><tr><td>HUID</td><td>20481733</td></tr></table>`, []string{want}, "20481733"},
		{"Word's tab stops", `<p class="MsoNormal">Please create an account:</p><p class="MsoNormal">Guest<span style="mso-tab-count:2">&nbsp;&nbsp;&nbsp;&nbsp;&nbsp;&nbsp; </span>Femke de Boer</p><p class="MsoNormal">E-mail<span>&nbsp;&nbsp;&nbsp;&nbsp;&nbsp; </span>femke@example.nl</p><p class="MsoNormal">Start<span>&nbsp;&nbsp;&nbsp; </span>March 1, 2027</p><p class="MsoNormal">End<span>&nbsp;&nbsp;&nbsp;&nbsp;&nbsp; </span>August 31, 2027</p><p class="MsoNormal">HSR<span>&nbsp;&nbsp;&nbsp;&nbsp;&nbsp; </span>204001</p>`, []string{want}, ""},
		{"Gmail's lines with bold labels", `<div>Please create an account:</div><div><br></div><div><b>Guest name</b>: Femke de Boer</div><div><b>Email:</b>&nbsp;femke@example.nl</div><div><b>Start date:</b> 3/1/2027</div><div><b>End date:</b> 8/31/2027</div><div><b>HSR:</b> 204001</div>`, []string{want}, ""},
		{"bullets", `<p>Please create an account:</p><ul><li><strong>Guest</strong> – Femke de Boer</li><li><strong>Email</strong> – femke@example.nl</li><li><strong>Dates</strong> – March 1 to August 31, 2027</li><li><strong>HSR</strong> – 204001</li></ul>`, []string{want}, ""},
		{"a definition list", `<p>Please create an account:</p><dl><dt>Guest</dt><dd>Femke de Boer</dd><dt>E-mail</dt><dd>femke@example.nl</dd><dt>Start</dt><dd>3/1/2027</dd><dt>End</dt><dd>8/31/2027</dd><dt>HSR</dt><dd>204001</dd></dl>`, []string{want}, ""},
		{"questions in a list, answers in colour", `<p>Please create an account:</p><ol><li>Guest's full name? <span style="color:red">Femke de Boer</span></li><li>Guest's e-mail? <span style="color:red">femke@example.nl</span></li><li>First day? <span style="color:red">March 1, 2027</span></li><li>Last day? <span style="color:red">August 31, 2027</span></li><li>HSR? <span style="color:red">204001</span></li></ol>`, []string{want}, ""},
		{"lines broken within one cell", `<p>Please create an account:</p><table><tr><td>Name:<br>E-mail:<br>Start:<br>End:<br>HSR:</td><td>Femke de Boer<br>femke@example.nl<br>3/1/2027<br>8/31/2027<br>204001</td></tr></table>`, []string{want}, ""},
		{"a spreadsheet with two guests and a common day", `<p>Please create accounts:</p><table><tr><td>Name</td><td>Email</td><td>HSR</td><td>Start</td><td>End</td></tr><tr><td>Femke de Boer</td><td>femke@example.nl</td><td>204001</td><td>3/1/2027</td><td rowspan="2">8/31/2027</td></tr><tr><td>Ravi Menon</td><td>ravi@example.in</td><td>204002</td><td>4/1/2027</td></tr></table>`,
			[]string{want, "Ravi Menon ravi@example.in 204002 2027-04-01 2027-08-31"}, ""},
		{"headings in two rows", `<p>Please create accounts:</p><table><tr><th>Guest</th><th>Email</th><th>HSR</th><th colspan="2">Stay</th></tr><tr><th></th><th></th><th></th><th>from</th><th>to</th></tr><tr><td>Femke de Boer</td><td>femke@example.nl</td><td>204001</td><td>3/1/2027</td><td>8/31/2027</td></tr></table>`, []string{want}, ""},
		{"one row under its headings", `<p>Please create an account:</p><table><tr><th>First name</th><th>Last name</th><th>Private e-mail</th><th>HSR #</th><th>Start</th><th>End</th><th>Sponsor HUID</th></tr><tr><td>Femke</td><td>de Boer</td><td>femke@example.nl</td><td>204001</td><td>3/1/2027</td><td>8/31/2027</td><td>20481733</td></tr></table>`, []string{want}, "20481733"},
		{"a data table within a layout table", `<table><tr><td><p>Please create an account:</p><table><tr><td>Guest</td><td>Femke de Boer</td></tr><tr><td>Email</td><td>femke@example.nl</td></tr><tr><td>Start</td><td>3/1/2027</td></tr><tr><td>End</td><td>8/31/2027</td></tr><tr><td>HSR</td><td>204001</td></tr></table></td></tr></table>`, []string{want}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			raw := "From: Ana Ruiz <ana.ruiz@hms.harvard.edu>\nTo: guest-requests@hms.harvard.edu\nDate: Tue, 12 Jan 2027 10:00:00 -0500\nSubject: guest\nMIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\n\n" +
				"<html><body>" + c.html + "<p>Ana</p></body></html>\n"
			r := Read([]byte(raw), DefaultOptions())
			var got []string
			for _, g := range r.Guests {
				k := g.keys()
				got = append(got, strings.Join([]string{k["given_name"], k["family_name"], k["email"], k["hsr"], k["starts_on"], k["expires_on"]}, " "))
			}
			if strings.Join(got, "|") != strings.Join(c.want, "|") {
				t.Errorf("%q\n%s", got, r.Sources[1].Text)
			}
			huid := ""
			if r.SponsorHUID != nil {
				huid = *r.SponsorHUID
			}
			if huid != c.huid || r.Intent != RequestAccount {
				t.Errorf("sponsor %q, intent %s (%s)", huid, r.Intent, r.IntentReason)
			}
		})
	}
}
