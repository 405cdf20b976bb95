package guest

import "time"

// SponsorAffiliation is where the directory has a person.
type SponsorAffiliation string

// The affiliations that the rules tell apart.
const (
	HMSFaculty       SponsorAffiliation = "HMS_FACULTY"
	HMSStaff         SponsorAffiliation = "HMS_STAFF"
	WyssStaff        SponsorAffiliation = "WYSS_STAFF"
	WyssAffiliate    SponsorAffiliation = "WYSS_AFFILIATE"
	AffiliationOther SponsorAffiliation = "OTHER"
)

func (a SponsorAffiliation) known() bool {
	return a == HMSFaculty || a == HMSStaff || a == WyssStaff || a == WyssAffiliate || a == AffiliationOther
}

// Sponsor is a person of the staff directory: one who may sponsor, or one whom the rules refuse.
type Sponsor struct {
	ID          int64              `db:"id"`
	HUID        string             `db:"huid"`
	Name        string             `db:"name"`
	Email       string             `db:"email"`
	Affiliation SponsorAffiliation `db:"affiliation"`
	Department  *string            `db:"department"`
	Active      bool               `db:"active"`
	CreatedAt   time.Time          `db:"created_at"`
	UpdatedAt   time.Time          `db:"updated_at"`
}

// SponsorAffiliations lists them.
func SponsorAffiliations() []SponsorAffiliation {
	return []SponsorAffiliation{HMSFaculty, HMSStaff, WyssStaff, WyssAffiliate, AffiliationOther}
}
