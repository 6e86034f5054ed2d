import { Nothing, Screen } from '../../parts/screen'

export default function Page() { return <Screen title='sent'><Nothing title='sent' /></Screen> }
