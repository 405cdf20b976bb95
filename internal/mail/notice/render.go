package notice

import (
	"embed"
	"fmt"
	htmltemplate "html/template"
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync"
	texttemplate "text/template"

	"github.com/guestd/guestd/internal/calendar"
)

// The templates. Each mail is a pair NAME.txt and NAME.html, NAME being its kind in lower case
// and, where that speaks in several ways, a dot and which. The text one also defines the subject
// and the preview (what a mailbox shows after the subject). Parts that several share are in
// layout.txt and layout.html.
//
//go:embed templates/*.txt templates/*.html
var templateFiles embed.FS

type pair struct {
	text *texttemplate.Template
	html *htmltemplate.Template
}

// pairs is parsed once, at first use: bad templates fail every test of this package.
var pairs = sync.OnceValues(func() (map[string]pair, error) {
	textBase, err := texttemplate.New("layout.txt").Funcs(texttemplate.FuncMap(functions)).Option("missingkey=error").ParseFS(templateFiles, "templates/layout.txt")
	if err != nil {
		return nil, err
	}
	htmlBase, err := htmltemplate.New("layout.html").Funcs(htmltemplate.FuncMap(functions)).Option("missingkey=error").ParseFS(templateFiles, "templates/layout.html")
	if err != nil {
		return nil, err
	}
	files, err := fs.Glob(templateFiles, "templates/*.txt")
	if err != nil {
		return nil, err
	}
	all := make(map[string]pair, len(files))
	for _, file := range files {
		name := strings.TrimSuffix(path.Base(file), ".txt")
		if name == "layout" {
			continue
		}
		text, err := texttemplate.Must(textBase.Clone()).ParseFS(templateFiles, file)
		if err != nil {
			return nil, err
		}
		html, err := htmltemplate.Must(htmlBase.Clone()).ParseFS(templateFiles, "templates/"+name+".html")
		if err != nil {
			return nil, err
		}
		all[name] = pair{text, html}
	}
	return all, nil
})

var functions = map[string]any{
	"day":           spelt,
	"plainDay":      plainDay,
	"on":            calendar.On,
	"known":         func(d calendar.Date) bool { return !d.IsZero() },
	"services":      Services,
	"service":       service,
	"party":         party,
	"accountStatus": accountStatus,
	"requestStatus": requestStatus,
	"itemMark":      itemMark,
	"daysLeft":      daysLeft,
	"endsIn":        endsIn,
	"list":          list,
	"facts":         Understood,
	"wholeRequest":  wholeRequest,
	"accountFacts":  accountFacts,
	"inc":           func(i int) int { return i + 1 },
	"lines":         func(s string) []string { return strings.Split(s, "\n") },
	"button":        func(label, link string) Line { return Line{label, link} },
	"outlook":       func(s string) htmltemplate.HTML { return htmltemplate.HTML("<!--[if mso]>" + s + "<![endif]-->") },
}

// view is what the templates see.
type view struct {
	Notice
	Subject, Preview string
	CanReply         bool
}

// Page is where the dashboard shows this very thing.
func (v view) Page() string {
	if v.Links.Page != "" {
		return v.Links.Page
	}
	return v.Links.Dashboard
}

// Greeted is whom the mail greets by name; empty where no name is known.
func (v view) Greeted() string { return v.To[0].Name }

// LastDay is the last day of access: the account's end, or the role's where that is sooner.
func (r Reminder) LastDay() calendar.Date {
	if r.RoleEndsOn.IsZero() {
		return r.ExpiresOn
	}
	return calendar.Earlier(r.ExpiresOn, r.RoleEndsOn)
}

// Left is the number of days until LastDay.
func (r Reminder) Left() int { return max(0, r.DaysLeft-r.LastDay().DaysUntil(r.ExpiresOn)) }

// RoleFirst: nothing can be extended before the Harvard Sponsored Role is.
func (r Reminder) RoleFirst() bool {
	return r.LatestPossible.IsZero() || !r.LatestPossible.After(r.ExpiresOn)
}

// RoleEnds says how the role's end stands to the account's: "sooner", "same" or, where it is
// later or not known and so not worth a word, empty.
func (r Reminder) RoleEnds() string {
	switch {
	case r.RoleEndsOn.IsZero() || r.RoleEndsOn.After(r.ExpiresOn):
		return ""
	case r.RoleEndsOn == r.ExpiresOn:
		return "same"
	}
	return "sooner"
}

// Earlier: it ends before the day that it was to end on.
func (e Ending) Earlier() bool { return !e.Was.IsZero() && e.On.Before(e.Was) }

// WithRole: the account's end follows the Harvard Sponsored Role's.
func (e Ending) WithRole() bool { return e.Cause == EndedWithRole || e.Cause == ShortenedWithRole }

// What the request is for: "guest account for Jane Doe", "extension for Jane Doe (jd123)".
func (r Request) What() string {
	if r.Extension {
		return "extension for " + r.Named()
	}
	return "guest account for " + r.Guest.Name()
}

// Named is the guest with the account ID, where there is one: "Jane Doe (jd123)".
func (r Request) Named() string {
	if r.AccountID == "" {
		return r.Guest.Name()
	}
	return r.Guest.Name() + " (" + r.AccountID + ")"
}

// Asker is who asked in the sponsor's place: the guest, where nobody is named.
func (v view) Asker() string {
	if v.Requester.Called() != "" {
		return v.Requester.Called()
	}
	return v.Request.Guest.Name()
}

// Missing are the details that the request waits for.
func (v view) Missing() []string {
	var all []string
	for _, h := range v.Holds {
		all = append(all, h.Missing...)
	}
	return all
}

// about are the reasons of holds that each kind of mail is itself about.
func (v view) about() []string {
	switch v.Kind {
	case KindDetailsNeeded:
		return []string{"DETAILS_MISSING"}
	case KindSponsorConfirmation:
		return []string{"SPONSOR_NOT_CONFIRMED"}
	case KindRoleNeeded:
		return []string{"ROLE_MISSING", "ROLE_ENDS_TOO_SOON"}
	case KindRoutedToAcademicAffairs:
		return []string{"ACADEMIC_AFFAIRS_DECISION"}
	case KindRequestReceived:
		if v.Audience == ToGuest {
			return []string{"SPONSOR_NOT_CONFIRMED"}
		}
	}
	return nil
}

// RoleHolds say what is the matter with the guest's Harvard Sponsored Role.
func (v view) RoleHolds() []Hold { return v.holds(v.about(), true) }

// OtherHolds are the holds besides those that the mail is about.
func (v view) OtherHolds() []Hold { return v.holds(v.about(), false) }

func (v view) holds(reasons []string, wanted bool) []Hold {
	var out []Hold
	for _, h := range v.Holds {
		if slices.Contains(reasons, h.Reason) == wanted {
			out = append(out, h)
		}
	}
	return out
}

// Fate is how a request ended without being fulfilled.
func (v view) Fate() string {
	switch v.Request.Status {
	case "LAPSED":
		return "has lapsed"
	case "CANCELLED":
		return "was cancelled"
	}
	return "was denied"
}

// Done: nothing more happens to the request.
func (v view) Done() bool { return v.Request.Status == "FULFILLED" }

// Progress is how far a request has come that was not refused.
func (v view) Progress() string {
	switch {
	case v.Done():
		return "is done"
	case v.DecidedBy != "":
		return "was approved"
	}
	return "received"
}

// DecidedByWords says who decided, for the preview.
func (v view) DecidedByWords() string {
	if v.DecidedBy == "" {
		return "Nothing was changed."
	}
	return "Decided by " + v.DecidedBy + "."
}

// HasTopic reports whether the mail explains it: what the email asked about, or, in a HELP mail
// that names nothing, how it all works.
func (v view) HasTopic(t string) bool {
	if v.Answer == nil || len(v.Answer.Topics) == 0 {
		plain := v.Answer == nil || len(v.Answer.Items) == 0 && v.Answer.Guests == nil
		return v.Kind == KindHelp && plain && t == string(TopicHow)
	}
	return slices.Contains(v.Answer.Topics, Topic(t))
}

// AcademicAffairs is the address that decides Wyss requests.
func (v view) AcademicAffairs() string { return v.Links.academicAffairs() }

// Heading is the headline of an answer.
func (v view) Heading() string {
	switch items := v.Answer.Items; {
	case len(items) == 1 && items[0].State == NeedsYou:
		return "We need something from you"
	case len(items) == 1 && items[0].State == Refused:
		return "This is not possible"
	case len(items) == 1 && items[0].State == Done:
		return "This is done"
	case len(items) > 0:
		return "Your email about guest accounts"
	case v.Answer.Guests != nil:
		return "Your guests"
	}
	return "HMS accounts for guests"
}

func (v *view) render(name string) (text, html string, err error) {
	all, err := pairs()
	if err != nil {
		return "", "", err
	}
	p, ok := all[name]
	if !ok {
		return "", "", fmt.Errorf("there is no template %q", name)
	}
	if v.Subject == "" {
		if v.Subject, err = p.line("subject", *v); err != nil {
			return "", "", err
		}
	}
	if v.Preview, err = p.line("preview", *v); err != nil {
		return "", "", err
	}
	var b strings.Builder
	if err := p.text.ExecuteTemplate(&b, "layout.txt", *v); err != nil {
		return "", "", err
	}
	text = tidy(b.String()) + "\n"
	b.Reset()
	if err := p.html.ExecuteTemplate(&b, "layout.html", *v); err != nil {
		return "", "", err
	}
	return text, tidy(b.String()) + "\n", nil
}

func (p pair) line(name string, v view) (string, error) {
	var b strings.Builder
	if err := p.text.ExecuteTemplate(&b, name, v); err != nil {
		return "", err
	}
	return cleanLine(b.String(), maxWord), nil
}
