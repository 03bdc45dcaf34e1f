"""Discord as a platform: commands, buttons, menus and modals, in guilds, direct messages and user installs."""
