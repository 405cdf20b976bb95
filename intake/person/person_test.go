package person_test

import (
	"testing"

	"github.com/guestd/guestd/intake/person"
)

func TestName(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		given, family string // as said
		known         [2]string
		want          person.Fit
	}{
		{"Jane", "Doe", [2]string{"Jane", "Doe"}, person.Whole},
		{"JANE", "doe", [2]string{"Jane", "Doe"}, person.Whole},
		{"Doe", "Jane", [2]string{"Jane", "Doe"}, person.Whole},
		{"Jane", "", [2]string{"Jane", "Doe"}, person.Part},
		{"", "Doe", [2]string{"Jane", "Doe"}, person.Part},
		{"", "", [2]string{"Jane", "Doe"}, person.Silent},
		{"Jane", "Doe", [2]string{"", ""}, person.Silent},
		// fragments and likeness name nobody
		{"Anna", "Lee", [2]string{"Joanna", "Leeson"}, person.Other},
		{"", "Lee", [2]string{"Joanna", "Leeson"}, person.Other},
		{"", "Amp", [2]string{"Jane", "Doe"}, person.Other},
		{"Me", "Li", [2]string{"Mei", "Lin"}, person.Other},
		{"Jane", "Roe", [2]string{"Jane", "Doe"}, person.Other},
		{"John", "Doe", [2]string{"Jane", "Doe"}, person.Other},
		{"Joel", "", [2]string{"Jöl", "Berg"}, person.Part},
		{"Jol", "", [2]string{"Joel", "Berg"}, person.Other},
		// a word more is somebody else; an initial more is not
		{"Mei Lin", "Chen", [2]string{"Mei", "Lin"}, person.Other},
		{"Jane Marie", "Doe", [2]string{"Jane", "Doe"}, person.Other},
		{"Jane M.", "Doe", [2]string{"Jane", "Doe"}, person.Whole},
		{"Jane", "Doe", [2]string{"Jane Marie", "Doe"}, person.Part},
		{"Jane M.", "Doe", [2]string{"Jane Marie", "Doe"}, person.Part},
		{"J.", "Doe", [2]string{"Jane", "Doe"}, person.Part},
		{"K.", "Doe", [2]string{"Jane", "Doe"}, person.Other},
		{"J.", "", [2]string{"Jane", "Doe"}, person.Other},
		// marks and spellings
		{"Tomas", "Garcia", [2]string{"Tomás", "García"}, person.Whole},
		{"Tomás", "García", [2]string{"Tomas", "Garcia"}, person.Whole},
		{"", "Mueller", [2]string{"Jörg", "Müller"}, person.Part},
		{"", "Muller", [2]string{"Jörg", "Müller"}, person.Part},
		{"", "Müller", [2]string{"Jörg", "Mueller"}, person.Part},
		{"Ingrid", "Sorensen", [2]string{"Ingrid", "Sørensen"}, person.Whole},
		{"Sinead", "OMalley", [2]string{"Sinéad", "O’Malley"}, person.Whole},
		{"Sinéad", "O'Malley", [2]string{"Sinead", "O’Malley"}, person.Whole},
		// hyphens: the whole of a joined name, written together or apart
		{"Tomás", "Okonkwo Reyes", [2]string{"Tomás", "Okonkwo-Reyes"}, person.Whole},
		{"", "Okonkwo-Reyes", [2]string{"Tomás", "Okonkwo-Reyes"}, person.Part},
		{"Tomás", "Okonkwo", [2]string{"Tomás", "Okonkwo-Reyes"}, person.Other},
		{"Meiling", "Chen", [2]string{"Mei-Ling", "Chen"}, person.Whole},
		{"Mei-ling", "", [2]string{"Mei Ling", "Chen"}, person.Part},
		{"Mei", "", [2]string{"Mei-Ling", "Chen"}, person.Other},
		// several names: any of them alone
		{"", "Delgado", [2]string{"Rosa", "Delgado Pineda"}, person.Part},
		{"João", "dos Santos", [2]string{"João Pedro", "dos Santos"}, person.Part},
		// particles
		{"", "Berg", [2]string{"Anke", "van der Berg"}, person.Part},
		{"Anke", "van der Berg", [2]string{"Anke", "Berg"}, person.Whole},
		{"Anke", "Berg", [2]string{"Anke", "van der Berg"}, person.Whole},
		{"", "van der", [2]string{"Anke", "van der Berg"}, person.Other},
		{"", "van der Meer", [2]string{"Anke", "van der Berg"}, person.Other},
	} {
		if got := person.Name(person.Person{Given: c.given, Family: c.family}, person.Person{Given: c.known[0], Family: c.known[1]}); got != c.want {
			t.Errorf("%q %q for %v: %d, want %d", c.given, c.family, c.known, got, c.want)
		}
	}
}

func TestNear(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		said, known string
		want        bool
	}{
		{"Jane Roe", "Jane Doe", true},
		{"Fisher", "Lena Fischer", true},
		{"Okonkwo", "Tomás Okonkwo-Reyes", true},
		{"Anna Lee", "Joanna Leeson", false},
		{"Amp", "Jane Doe", false},
		{"Jane Doe", "Lena Fischer", false},
		{"van Dyk", "Anke van der Berg", false},
	} {
		if got := person.Near(person.Person{Given: c.said}, person.Person{Given: c.known}); got != c.want {
			t.Errorf("%q near %q: %t", c.said, c.known, got)
		}
	}
}

func TestNames(t *testing.T) {
	t.Parallel()
	jane := person.Person{Given: "Jane", Family: "Doe", Email: "jane.doe@example.org", HUID: "91827364", AccountID: "jd101"}
	for _, c := range []struct {
		said    person.Person
		want    person.Fit
		touches bool
	}{
		{person.Person{}, person.Silent, false},
		{person.Person{AccountID: "JD101"}, person.Whole, true},
		{person.Person{Email: "Jane.Doe@example.org"}, person.Whole, true},
		{person.Person{HUID: "91827364"}, person.Whole, true},
		{person.Person{AccountID: "jd101", Given: "Jane"}, person.Whole, true},
		{person.Person{AccountID: "ml101", Given: "Jane", Family: "Doe"}, person.Other, true},
		{person.Person{AccountID: "jd101", Given: "Mei", Family: "Lin"}, person.Other, true},
		{person.Person{Email: "jane.doe@other.example", Given: "Jane", Family: "Doe"}, person.Other, true},
		{person.Person{Email: "jane.doe@example.or"}, person.Other, false},
		{person.Person{HUID: "91827365", Family: "Doe"}, person.Other, true},
	} {
		if got := person.Names(c.said, jane); got != c.want || person.Touches(c.said, jane) != c.touches {
			t.Errorf("%+v: %d, touches %t; want %d, %t", c.said, got, person.Touches(c.said, jane), c.want, c.touches)
		}
	}
}
