//go:build !linux

package pgrun

import (
	"os"
	"os/exec"
	"syscall"
)

// prepare makes cmd run as the owner, in a process group of its own, so that a Ctrl-C at the
// terminal ends guestd and not its database under it. After a kill -9 of guestd the server runs
// on until the next Start stops it.
func (o owner) prepare(cmd *exec.Cmd, _ bool) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if o.other {
		cmd.SysProcAttr.Credential = &syscall.Credential{Uid: uint32(o.uid), Gid: uint32(o.gid)}
	}
}

// handOver is the plain path: the data folder's parents must be open to the owner.
func (o owner) handOver(dir string) (path string, file *os.File, err error) { return dir, nil, nil }
