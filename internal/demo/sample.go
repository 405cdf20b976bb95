// Package demo is what `guestd demo` shows guestd with: sample people and roles, a private
// database and mail server, and a clock that can be moved.
package demo

import (
	"github.com/guestd/guestd/internal/calendar"
	"github.com/guestd/guestd/internal/guest"
)

// Person is one of the sample people.
type Person struct {
	Name        string   `json:"name"`
	Email       string   `json:"email"`
	HUID        string   `json:"huid"`
	Affiliation string   `json:"affiliation"`
	Active      bool     `json:"active"`
	Roles       []string `json:"roles"`
	Department  string   `json:"department"`
	// Why says what the person shows.
	Why string `json:"why"`
}

// People is the sample staff directory. Roles are those that the API gives them: whoever is active
// in the directory may ask, and is told where they may not sponsor.
func People() []Person {
	sponsor := []string{string(guest.RoleSponsor)}
	return []Person{
		{"Ana Ruiz", "ana.ruiz@hms.harvard.edu", "20481733", "HMS_FACULTY", true, sponsor, "Cell Biology", "HMS faculty: may sponsor, and has guests"},
		{"Marcus Bell", "marcus.bell@hms.harvard.edu", "30517264", "HMS_STAFF", true, sponsor, "Research Computing", "HMS staff: may sponsor"},
		{"Priya Raman", "priya.raman@hms.harvard.edu", "40618295", "HMS_FACULTY", true, sponsor, "Neurobiology", "HMS faculty: may sponsor"},
		{"Henry Okafor", "henry.okafor@hms.harvard.edu", "10293847", "HMS_FACULTY", false, []string{}, "Genetics", "left HMS: may not sponsor any more"},
		{"Dana Whitfield", "dana.whitfield@hsdm.harvard.edu", "50719326", "OTHER", true, sponsor, "Harvard School of Dental Medicine", "dental school: may not sponsor, and is no guest"},
		{"Luis Herrera", "luis.herrera@bwh.harvard.edu", "60820437", "OTHER", true, sponsor, "Brigham and Women's Hospital", "hospital staff: may not sponsor"},
		{"Wendy Chu", "wendy.chu@wyss.harvard.edu", "70921548", "WYSS_STAFF", true, sponsor, "Wyss Institute", "Wyss staff: Academic Affairs decides"},
		{"Aaron Fisk", "aaron.fisk@wyss.harvard.edu", "81032659", "WYSS_AFFILIATE", true, sponsor, "Wyss Institute", "Wyss affiliate: Academic Affairs decides"},
	}
}

// Role is one of the sample Harvard Sponsored Roles. Days are counted from the demo's first.
type sampleRole struct {
	number, huid, given, family, email, kind string
	from, until                              int
}

// roles that nobody has an account by yet: ten, with different ends, one over, some shorter than
// a year.
var freeRoles = []sampleRole{
	{"204518", "91827364", "Jane", "Doe", "jane.doe@example.org", "Visiting Scholar", -30, 330},
	{"204519", "91827365", "Tomás", "Okonkwo-Reyes", "tomas.or@example.org", "Visiting Scientist", -10, 700},
	{"204520", "91827366", "Mei", "Lin", "mei.lin@example.net", "Contractor", -60, 120},
	{"204521", "91827367", "Oskar", "van der Berg", "oskar.vdb@example.org", "Visiting Student", -5, 80},
	{"204522", "91827368", "Fatima", "Zahra", "fatima.zahra@example.com", "Collaborator", -400, -3},
	{"204523", "91827369", "Noah", "Lindqvist", "noah.lindqvist@example.org", "Collaborator", -20, 500},
	{"204524", "91827370", "Chiara", "Bianchi", "chiara.bianchi@example.net", "Visiting Scholar", 0, 365},
	{"204525", "91827371", "Samuel", "Adeyemi", "s.adeyemi@example.org", "Contractor", -90, 45},
	{"204526", "91827372", "Ingrid", "Sørensen", "ingrid.s@example.com", "Visiting Scientist", -15, 1000},
	{"204527", "91827373", "Kenji", "Watanabe", "kenji.w@example.org", "Agency Staff", -7, 200},
}

// sampleAccount is a guest who has an account when the demo begins, and how it came to be so.
type sampleAccount struct {
	role    sampleRole
	sponsor string // the sponsor's address
	begun   int    // the day it was asked for
	ends    int    // its last day
	then    string // what happened to it: "", activated, suspended, ended
}

var accountRoles = []sampleAccount{
	{sampleRole{"203101", "92000001", "Elena", "Popescu", "elena.popescu@example.org", "Visiting Scholar", -300, 400}, "ana.ruiz@hms.harvard.edu", -300, 60, "activated"},
	{sampleRole{"203102", "92000002", "David", "Mensah", "david.mensah@example.org", "Collaborator", -200, 300}, "ana.ruiz@hms.harvard.edu", -200, 5, "activated"},
	{sampleRole{"203103", "92000003", "Yuki", "Tanaka", "yuki.tanaka@example.net", "Visiting Student", -120, 3}, "ana.ruiz@hms.harvard.edu", -120, 3, "activated"},
	{sampleRole{"203104", "92000004", "Omar", "Haddad", "omar.haddad@example.com", "Contractor", -360, 30}, "marcus.bell@hms.harvard.edu", -360, -2, "activated"},
	{sampleRole{"203105", "92000005", "Greta", "Nilsson", "greta.nilsson@example.org", "Visiting Scientist", -90, 270}, "marcus.bell@hms.harvard.edu", -90, 180, "suspended"},
	{sampleRole{"203106", "92000006", "Pierre", "Laurent", "pierre.laurent@example.net", "Collaborator", -150, 200}, "priya.raman@hms.harvard.edu", -150, 100, "ended"},
	{sampleRole{"203107", "92000007", "Amara", "Diallo", "amara.diallo@example.org", "Visiting Scholar", -2, 360}, "priya.raman@hms.harvard.edu", -2, 300, ""},
	{sampleRole{"203108", "92000008", "Jonas", "Weber", "jonas.weber@example.com", "Visiting Student", -40, 100}, "priya.raman@hms.harvard.edu", -40, 0, "activated"},
}

func (r sampleRole) input(today calendar.Date) guest.SponsoredRoleInput {
	email := r.email
	return guest.SponsoredRoleInput{Number: r.number, Type: r.kind, GuestHUID: r.huid, GuestGivenName: r.given, GuestFamilyName: r.family,
		GuestEmail: &email, StartsOn: today.AddDays(r.from), EndsOn: today.AddDays(r.until)}
}

// SampleEmail is a request email that goes through when the demo begins.
type SampleEmail struct{ From, FromName, Subject, Body string }

// Emails are five sample request emails; days are spelt out from the demo's first.
func Emails(today calendar.Date) []SampleEmail {
	day := func(n int) string {
		d := today.AddDays(n)
		return d.Month().String() + " " + itoa(d.Day()) + ", " + itoa(d.Year())
	}
	return []SampleEmail{
		{"ana.ruiz@hms.harvard.edu", "Ana Ruiz", "Account for a visiting scholar", "Hello,\n\nplease set up an HMS guest account for Chiara Bianchi, a visiting scholar from Università di Bologna. Her personal email is chiara.bianchi@example.net, her HSR number is 204524.\nShe needs access until " + day(180) + ".\n\nThank you,\nAna Ruiz\n"},
		{"marcus.bell@hms.harvard.edu", "Marcus Bell", "New guest: Samuel Adeyemi", "Guest's first name: Samuel\nGuest's last name: Adeyemi\nPersonal email: s.adeyemi@example.org\nInstitution: Northside Imaging Inc.\nRole: contractor\nHSR number: 204525\nStart date: " + day(0) + "\nEnd date: " + day(90) + "\n\nMarcus Bell\n"},
		{"ana.ruiz@hms.harvard.edu", "Ana Ruiz", "Extension for Elena Popescu", "Hi,\n\ncould you please extend the account of Elena Popescu until " + day(150) + "? Her role is extended already.\n\nBest,\nAna\n"},
		{"wendy.chu@wyss.harvard.edu", "Wendy Chu", "Guest account at the Wyss", "Dear all,\n\nI would like to request a guest account for Noah Lindqvist (noah.lindqvist@example.org), a collaborator from Karolinska Institutet, until " + day(200) + ". The sponsored role is HSR 204523.\n\nWendy Chu\nWyss Institute\n"},
		{"priya.raman@hms.harvard.edu", "Priya Raman", "visitor", "Hi there, we have a visiting student, Kenji Watanabe, who needs an account until " + day(120) + ". Can you set that up?\n\nPriya\n"},
	}
}
