# Messages: compiled into the build directory, where an uninstalled program finds them beside itself.
po_languages = zh_CN
po_files = po/locale/zh_CN/LC_MESSAGES/hotline.mo
EXTRA_DIST += po/POTFILES po/zh_CN.po
CLEANFILES += $(po_files)

all-local: $(po_files)

po/locale/zh_CN/LC_MESSAGES/hotline.mo: po/zh_CN.po
	@$(MKDIR_P) po/locale/zh_CN/LC_MESSAGES
	$(AM_V_GEN)$(MSGFMT) -o $@ $(top_srcdir)/po/zh_CN.po

install-data-local: $(po_files)
	for l in $(po_languages); do \
		$(MKDIR_P) "$(DESTDIR)$(localedir)/$$l/LC_MESSAGES"; \
		$(INSTALL_DATA) po/locale/$$l/LC_MESSAGES/hotline.mo \
			"$(DESTDIR)$(localedir)/$$l/LC_MESSAGES/hotline.mo"; \
	done

uninstall-local:
	for l in $(po_languages); do \
		rm -f "$(DESTDIR)$(localedir)/$$l/LC_MESSAGES/hotline.mo"; \
	done

# For translators: takes new sentences from the sources into the .po files.
update-po:
	cd $(top_srcdir) && xgettext --from-code=UTF-8 --no-location --sort-output -k_ -kN_ \
		--files-from=po/POTFILES -o - | sed -e '/^"POT-Creation-Date/d' -e '/^"Report-Msgid/d' | \
		for l in $(po_languages); do \
			msgmerge -q -U -s --no-location --backup=none po/$$l.po -; done
.PHONY: update-po
