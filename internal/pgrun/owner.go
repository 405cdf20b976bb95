package pgrun

import (
	"fmt"
	"os"
	"os/user"
	"strconv"
)

// owner is the user that PostgreSQL runs as. PostgreSQL refuses to run as root, so that root
// hands its processes and files to an unprivileged user; anyone else runs it as themself.
type owner struct {
	uid, gid int
	other    bool // not the user that this process runs as
	name     string
}

// chooseOwner is the present user, or for root the first of these that the machine has: postgres
// (made by the distribution's package), nobody.
func chooseOwner() (owner, error) {
	if os.Geteuid() != 0 {
		return owner{uid: os.Geteuid(), gid: os.Getegid()}, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, errUID := strconv.Atoi(u.Uid)
		gid, errGID := strconv.Atoi(u.Gid)
		if errUID != nil || errGID != nil || uid == 0 {
			continue
		}
		return owner{uid: uid, gid: gid, other: true, name: name}, nil
	}
	return owner{}, fmt.Errorf("PostgreSQL does not run as root, and this machine has neither a user postgres nor nobody to run it as")
}

// take gives a file or folder that we made to the owner.
func (o owner) take(path string) error {
	if !o.other {
		return nil
	}
	if err := os.Lchown(path, o.uid, o.gid); err != nil {
		return fmt.Errorf("give %s to user %s: %w", path, o.name, err)
	}
	return nil
}
