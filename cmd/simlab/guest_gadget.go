package main

import (
	"fmt"
	"os"
	"path"
	"path/filepath"
)

// gadgetNode is one step of making a USB device in configfs: a folder, an attribute with its value, or a link.
type gadgetNode struct {
	path  string // below configfs
	value string // of an attribute
	link  string // what a link leads to, below configfs
}

// gadget is a USB device made of serial functions, as configfs has it (the kernel's
// Documentation/usb/gadget_configfs.rst).
type gadget struct {
	name            string
	vendor, product uint16
	maker, model    string
	ports           int // serial functions, each an interface of class ff/00/00
}

// ec25 is what an EC25 or EG25-G looks like to the driver: diagnostics, position, and two AT ports, on interfaces 0 to
// 3. Its fifth, the network card, is left out.
var ec25 = gadget{name: "ec25", vendor: 0x2c7c, product: 0x0125, maker: "Quectel", model: "EG25-G", ports: 4}

// AT ports of the module by their interface.
const (
	firstAT  = 2
	secondAT = 3
)

// tree is what to make, in this order.
func (g gadget) tree() []gadgetNode {
	root := path.Join("usb_gadget", g.name)
	const english = "strings/0x409" // USB's number of the language
	at := func(elem ...string) string { return path.Join(append([]string{root}, elem...)...) }
	list := []gadgetNode{
		{path: root},
		{path: at("idVendor"), value: fmt.Sprintf("%#04x", g.vendor)},
		{path: at("idProduct"), value: fmt.Sprintf("%#04x", g.product)},
		{path: at(english)},
		{path: at(english, "manufacturer"), value: g.maker},
		{path: at(english, "product"), value: g.model},
		{path: at("configs/c.1")},
	}
	for i := range g.ports {
		function := fmt.Sprintf("gser.%d", i)
		list = append(list, gadgetNode{path: at("functions", function)},
			gadgetNode{path: at("configs/c.1", function), link: at("functions", function)})
	}
	return list
}

// make carries tree out below the mounted configfs.
func (g gadget) make(configfs string) error {
	for _, n := range g.tree() {
		var err error
		switch full := filepath.Join(configfs, n.path); {
		case n.link != "":
			err = os.Symlink(filepath.Join(configfs, n.link), full)
		case n.value != "":
			err = os.WriteFile(full, []byte(n.value), 0)
		default:
			err = os.Mkdir(full, 0o755)
		}
		if err != nil {
			return fmt.Errorf("cannot make USB device: %w", err)
		}
	}
	return nil
}

// plug puts the device on the bus of this controller; "" takes it off.
func (g gadget) plug(configfs, controller string) error {
	err := os.WriteFile(filepath.Join(configfs, "usb_gadget", g.name, "UDC"), []byte(controller+"\n"), 0)
	if err != nil {
		return fmt.Errorf("cannot plug or unplug USB device: %w", err)
	}
	return nil
}
